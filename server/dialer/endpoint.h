/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the ends of an Ethernet link are written: "aa:bb:cc:dd:ee:ff".
 */
#ifndef SERVER_DIALER_ENDPOINT_H
#define SERVER_DIALER_ENDPOINT_H

/** @brief Room for a MAC address in words. */
#define DIALER_MAC_SIZE 18

/**
 * @brief The MAC address of an Ethernet device of this machine.
 *
 * @param[in]  ifname   its name
 * @param[out] address  "" when there is no such device
 */
void dialer_mac_of_device(const char *ifname, char address[DIALER_MAC_SIZE]);

/**
 * @brief A MAC address as somebody else has written it.
 *
 * @param[out] address  in our way; "" when @text is none
 */
void dialer_mac_of_text(const char *text, char address[DIALER_MAC_SIZE]);

#endif
