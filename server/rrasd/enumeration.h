/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paging through a list of the model: what RRouterInterfaceEnum,
 * RRasAdminPortEnum and RRasAdminConnectionEnum have in common.
 *
 * The resume handle is the handle of the last entry that was returned, and
 * the order that of the handles: so each entry that is there from beginning
 * to end is returned once, whatever comes and goes meanwhile.
 *
 * Long lists are converted in slices, and between two slices the daemon does
 * what else there is to do.  One enumeration runs at a time: the memory of
 * many, and their slices in a row, would be felt by everybody else.
 */
#ifndef SERVER_RRASD_ENUMERATION_H
#define SERVER_RRASD_ENUMERATION_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include <util/data_blob.h>

struct rrasd_call;
struct DIM_INFORMATION_CONTAINER;

/** @brief A list of the model, and how an entry of it becomes an image. */
struct enumeration_list {
	/** Of each image: all have this size. */
	uint32_t image_size;

	/** @brief How many entries have a handle above @after. */
	uint32_t (*count)(void *private_data, uint32_t after);

	/**
	 * @brief How many entries are returned at most.
	 *
	 * NULL: those that dwPreferedMaximumLength and a container hold, but
	 * one at least.
	 */
	uint32_t (*room)(uint32_t dwPreferedMaximumLength);

	/**
	 * @brief Add the next entry.
	 *
	 * @param[in,out] handle  of the last entry; set to that of the next
	 * @param[out]    image   child of @mem_ctx
	 * @retval ERROR_NO_MORE_ITEMS  there is none
	 */
	WERROR(*next)
	(TALLOC_CTX *mem_ctx, void *private_data, uint32_t *handle,
	 DATA_BLOB *image);

	void *private_data; /**< outlives the request */
};

/** @brief The parameters of an Enum method, where they are in its r. */
struct enumeration_params {
	uint32_t dwPreferedMaximumLength;
	uint32_t *lpdwEntriesRead;
	uint32_t *lpdwTotalEntries;
	uint32_t *lpdwResumeHandle; /**< in and out; NULL: starts at 0 */
	/** Where the images go; NULL: @images. */
	struct DIM_INFORMATION_CONTAINER *pInfoStruct;
	void **images; /**< set to memory of the call, NULL for no entry */
};

/** @brief dwPreferedMaximumLength: "If this parameter is -1, the buffer
 * returned is large enough to hold all available information." */
#define ENUMERATION_EVERYTHING UINT32_MAX

/**
 * @brief Fill a container with the images of a list.
 *
 * @param[in] call    gives the memory of the answer, and who waits for it
 * @param[in] list    copied
 * @param[in] params  copied; the results are written through it
 */
struct tevent_req *enumeration_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    struct rrasd_call *call,
				    const struct enumeration_list *list,
				    const struct enumeration_params *params);
/** @brief An enumeration that is refused, for what it asks for. */
struct tevent_req *enumeration_refuse_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   WERROR error);
/** @retval ERROR_MORE_DATA  there are more after the resume handle */
WERROR enumeration_recv(struct tevent_req *req);

#endif
