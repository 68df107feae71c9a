/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What came of dialing: a modem's answer to a number, and why there is no
 * tunnel (any more).  The programs that dial (rras-connect, rras-tunnel) and
 * pppd's plugin tell it to the dialer.
 */
#ifndef SERVER_DIALER_CONNECT_RESULT_H
#define SERVER_DIALER_CONNECT_RESULT_H

/** @brief What came of it. */
enum dialer_connect_result {
	DIALER_CONNECT_OK,
	DIALER_CONNECT_BUSY,
	DIALER_CONNECT_NO_CARRIER,
	DIALER_CONNECT_NO_DIALTONE,
	DIALER_CONNECT_NO_ANSWER,
	DIALER_CONNECT_VOICE,	  /**< a person took the call */
	DIALER_CONNECT_ERROR,	  /**< the modem refused the command */
	DIALER_CONNECT_TIMEOUT,	  /**< no answer of any kind to the number */
	DIALER_CONNECT_NOT_READY, /**< the modem does not even say OK */
	DIALER_CONNECT_FAILED,	  /**< the script itself failed */
	/* tunnels; BUSY, NO_CARRIER, NO_DIALTONE and NO_ANSWER are theirs too:
	 * a server may dial on (RFC 2637, 2661) */
	DIALER_CONNECT_NO_NAME,	    /**< the server's name has no address */
	DIALER_CONNECT_UNREACHABLE, /**< there is no way to the server */
	DIALER_CONNECT_CLOSED,	    /**< nobody listens at the server's port */
	DIALER_CONNECT_SILENT,	    /**< the server does not answer */
	DIALER_CONNECT_REFUSED,	    /**< the server speaks, and refuses */
	DIALER_CONNECT_NOT_ALLOWED, /**< the server does not let us in */
	DIALER_CONNECT_BAD_REPLY,   /**< what it says is not the protocol */
	DIALER_CONNECT_BAD_CERT,    /**< its certificate is not to be trusted */
	DIALER_CONNECT_IPSEC,	    /**< IPsec was not agreed on */
	DIALER_CONNECT_NO_KERNEL,   /**< this kernel cannot carry it */
	DIALER_CONNECT_LOCAL,	    /**< a failure of this machine */
	DIALER_CONNECT_ENDED, /**< a tunnel that was: the server ended it */
	DIALER_CONNECT_LOST,  /**< a tunnel that was: it went silent */
	DIALER_CONNECT_RESULTS,
};

#endif
