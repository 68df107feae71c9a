/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a connection the one that it was. */
#include "connection_record.h"
#include <ndr.h>
#include "ndr_link_record.h"
#include "connections.h"

static void put_counters(struct rras_record_counters *to,
			 const struct link_counters *from)
{
	to->rx_bytes = from->rx_bytes;
	to->tx_bytes = from->tx_bytes;
	to->rx_frames = from->rx_frames;
	to->tx_frames = from->tx_frames;
	to->rx_errors = from->rx_errors;
	to->rx_crc_errors = from->rx_crc_errors;
	to->rx_frame_errors = from->rx_frame_errors;
	to->rx_overruns = from->rx_overruns;
}

static void get_counters(struct link_counters *to,
			 const struct rras_record_counters *from)
{
	to->rx_bytes = from->rx_bytes;
	to->tx_bytes = from->tx_bytes;
	to->rx_frames = from->rx_frames;
	to->tx_frames = from->tx_frames;
	to->rx_errors = from->rx_errors;
	to->rx_crc_errors = from->rx_crc_errors;
	to->rx_frame_errors = from->rx_frame_errors;
	to->rx_overruns = from->rx_overruns;
}

void connection_record_put(struct rras_connection_record *to,
			   const struct connection *from)
{
	to->version = RRAS_LINK_RECORD_VERSION;
	to->dwConnection = from->dwConnection;
	to->guid = from->guid;
	put_counters(&to->baseline, &from->baseline);
	put_counters(&to->port_baseline, &from->port_baseline);
}

void connection_record_get(struct connection *to,
			   const struct rras_connection_record *from)
{
	to->dwConnection = from->dwConnection;
	to->guid = from->guid;
	get_counters(&to->baseline, &from->baseline);
	get_counters(&to->port_baseline, &from->port_baseline);
}

DATA_BLOB connection_record_bytes(TALLOC_CTX *mem_ctx,
				  const struct connection *connection)
{
	struct rras_connection_record record = {0};
	DATA_BLOB bytes = {0};

	connection_record_put(&record, connection);
	if (ndr_push_struct_blob(
		    &bytes, mem_ctx, &record,
		    (ndr_push_flags_fn_t)ndr_push_rras_connection_record) !=
	    NDR_ERR_SUCCESS) {
		return (DATA_BLOB){0};
	}
	return bytes;
}

bool connection_record_of_bytes(const DATA_BLOB *bytes,
				struct rras_connection_record *record)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	bool ok =
		frame != NULL && bytes->length != 0 &&
		ndr_pull_struct_blob_all(
			bytes, frame, record,
			(ndr_pull_flags_fn_t)ndr_pull_rras_connection_record) ==
			NDR_ERR_SUCCESS;

	talloc_free(frame);
	return ok && record->dwConnection != 0;
}
