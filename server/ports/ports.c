/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports of this router; see ports.h. */
#include "ports_private.h"
#include "compat/rras_errors.h"
#include "dev_watch.h"
#include "serial_find.h"
#include "serial_list.h"
#include "slots.h"

struct ports {
	struct port_slots slots[PORT_KIND_SERIAL];
	struct serial_list *serial;
	struct serial_places places;
	const char **serial_devices; /**< NULL: all of dev_dir */
	struct dev_watch *watch;     /**< NULL: not followed */
	ports_changed_fn changed;
	void *private_data;
};

struct port_claim {
	struct ports *ports;
	struct port_entry *entry;
};

/* [MS-RRASM] 2.2.3.3.1, "Driver Description" of each device type. */
static const struct {
	const char *device_name, *device_type;
} kinds[] = {
	[PORT_KIND_PPPOE] = {"WAN Miniport (PPPOE)", "PPPoE"},
	[PORT_KIND_PPTP] = {"WAN Miniport (PPTP)", "vpn"},
	[PORT_KIND_L2TP] = {"WAN Miniport (L2TP)", "vpn"},
	[PORT_KIND_SSTP] = {"WAN Miniport (SSTP)", "vpn"},
	[PORT_KIND_IKEV2] = {"WAN Miniport (IKEv2)", "vpn"},
	[PORT_KIND_SERIAL] = {NULL, "modem"},
};

const char *port_kind_device_name(enum port_kind kind)
{
	return kinds[kind].device_name;
}

const char *port_kind_device_type(enum port_kind kind)
{
	return kinds[kind].device_type;
}

/* -- making them -- */

static void find_serial(struct ports *ports)
{
	struct serial_devices *devices;

	if (ports->watch != NULL) {
		dev_watch_again(ports->watch);
	}
	devices = serial_find(ports, &ports->places, ports->serial_devices,
			      ports->watch);
	if (devices == NULL) {
		return; /* out of memory: what we know stays */
	}
	serial_list_update(ports->serial, devices, ports->changed,
			   ports->private_data);
	talloc_free(devices);
}

static void dev_has_changed(void *private_data)
{
	find_serial(private_data);
}

static bool copy_places(struct ports *ports, const struct ports_config *config)
{
	ports->places.dev_dir = talloc_strdup(
		ports, config->dev_dir != NULL ? config->dev_dir : "/dev");
	ports->places.sys_dir = talloc_strdup(
		ports, config->sys_dir != NULL ? config->sys_dir : "/sys");
	return ports->places.dev_dir != NULL && ports->places.sys_dir != NULL;
}

static bool copy_names(struct ports *ports, const char *const *names)
{
	size_t i, count = 0;

	if (names == NULL) {
		return true;
	}
	while (names[count] != NULL) {
		count++;
	}
	ports->serial_devices =
		talloc_zero_array(ports, const char *, (unsigned)count + 1);
	for (i = 0; ports->serial_devices != NULL && i < count; i++) {
		ports->serial_devices[i] = talloc_strdup(ports, names[i]);
		if (ports->serial_devices[i] == NULL) {
			return false;
		}
	}
	return ports->serial_devices != NULL;
}

static bool make_slots(struct ports *ports, const struct ports_config *config)
{
	enum port_kind kind;

	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		ports->slots[kind].kind = kind;
		if (!W_ERROR_IS_OK(ports_set_count(ports, kind,
						   config->count[kind]))) {
			return false;
		}
	}
	return true;
}

struct ports *ports_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   const struct ports_config *config)
{
	struct ports *ports = talloc_zero(mem_ctx, struct ports);

	if (ports == NULL) {
		return NULL;
	}
	ports->serial = serial_list_create(ports);
	if (ports->serial == NULL || !copy_places(ports, config) ||
	    !copy_names(ports, config->serial_devices) ||
	    !make_slots(ports, config)) {
		talloc_free(ports);
		return NULL;
	}
	ports->watch = dev_watch_create(ports, ev, dev_has_changed, ports);
	find_serial(ports);
	return ports;
}

void ports_watch(struct ports *ports, ports_changed_fn fn, void *private_data)
{
	ports->changed = fn;
	ports->private_data = private_data;
}

bool ports_are_followed(const struct ports *ports)
{
	return ports->watch != NULL;
}

WERROR ports_set_count(struct ports *ports, enum port_kind kind, uint32_t count)
{
	if (kind >= PORT_KIND_SERIAL || count > PORTS_MAX) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	if (!port_slots_set_count(ports, &ports->slots[kind], count)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return WERR_OK;
}

/* -- reading -- */

void ports_usage(const struct ports *ports, enum port_kind kind,
		 uint32_t *total, uint32_t *in_use)
{
	if (kind == PORT_KIND_SERIAL) {
		*total = serial_list_count(ports->serial, 0);
		*in_use = serial_list_in_use(ports->serial);
		return;
	}
	*total = port_slots_count(&ports->slots[kind], 0);
	*in_use = ports->slots[kind].in_use;
}

static struct port_entry *get_entry(const struct ports *ports, uint32_t dwPort)
{
	uint32_t kind = (dwPort >> PORT_SLOT_BITS) - 1;

	if (dwPort >= PORT_SERIAL) {
		return serial_list_get(ports->serial, dwPort);
	}
	return kind < PORT_KIND_SERIAL ? port_slots_get(&ports->slots[kind],
							dwPort & PORT_SLOT_MASK)
				       : NULL;
}

const struct port *ports_get(const struct ports *ports, uint32_t dwPort)
{
	const struct port_entry *entry = get_entry(ports, dwPort);

	return entry != NULL ? &entry->port : NULL;
}

/* The first slot of a kind whose handle is @from or above. */
static uint32_t slot_from(enum port_kind kind, uint32_t from)
{
	uint32_t first = port_kind_first(kind);

	return from > first ? from - first : 0;
}

const struct port *ports_next(const struct ports *ports, uint32_t after)
{
	const struct port_entry *entry = NULL;
	enum port_kind kind;

	if (after == UINT32_MAX) {
		return NULL;
	}
	for (kind = 0; entry == NULL && kind < PORT_KIND_SERIAL; kind++) {
		entry = port_slots_next(&ports->slots[kind],
					slot_from(kind, after + 1));
	}
	if (entry == NULL) {
		entry = serial_list_next(ports->serial, after + 1);
	}
	return entry != NULL ? &entry->port : NULL;
}

const struct port *ports_next_of_kind(const struct ports *ports,
				      enum port_kind kind, uint32_t after)
{
	uint32_t before = (kind == PORT_KIND_SERIAL ? PORT_SERIAL
						    : port_kind_first(kind)) -
			  1;
	const struct port *port =
		ports_next(ports, after > before ? after : before);

	return port != NULL && port->kind == kind ? port : NULL;
}

uint32_t ports_count(const struct ports *ports, uint32_t after)
{
	enum port_kind kind;
	uint32_t count;

	if (after == UINT32_MAX) {
		return 0;
	}
	count = serial_list_count(ports->serial, after + 1);
	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		count += port_slots_count(&ports->slots[kind],
					  slot_from(kind, after + 1));
	}
	return count;
}

/* -- claiming -- */

static int claim_destructor(struct port_claim *claim)
{
	struct ports *ports = claim->ports;
	struct port *port = &claim->entry->port;

	port->claimed = false;
	port->dwConnection = 0;
	port->dwLineSpeed = 0;
	port->dwPortCondition = RAS_PORT_DISCONNECTED;
	if (port->kind == PORT_KIND_SERIAL) {
		serial_list_release(ports->serial, claim->entry);
	} else {
		port_slots_release(&ports->slots[port->kind], claim->entry);
	}
	return 0;
}

static WERROR claim_entry(struct ports *ports, enum port_kind kind,
			  const char *tty, struct port_entry **entry)
{
	struct port_slots *slots;

	if (kind >= PORT_KINDS) {
		return W_ERROR(ERROR_PORT_NOT_FOUND);
	}
	if (kind == PORT_KIND_SERIAL) {
		find_serial(ports);
		return serial_list_claim(ports->serial, tty, entry);
	}
	slots = &ports->slots[kind];
	*entry = port_slots_claim(slots);
	if (*entry != NULL) {
		return WERR_OK;
	}
	return W_ERROR(slots->count == 0 ? ERROR_PORT_NOT_FOUND
					 : ERROR_PORT_NOT_AVAILABLE);
}

static WERROR reclaim_entry(struct ports *ports, uint32_t dwPort,
			    struct port_entry **entry)
{
	uint32_t kind = (dwPort >> PORT_SLOT_BITS) - 1;

	if (dwPort >= PORT_SERIAL) {
		find_serial(ports);
		return serial_list_reclaim(ports->serial, dwPort, entry);
	}
	if (kind >= PORT_KIND_SERIAL) {
		return W_ERROR(ERROR_PORT_NOT_FOUND);
	}
	return port_slots_reclaim(ports, &ports->slots[kind],
				  dwPort & PORT_SLOT_MASK, entry);
}

static void take(struct port_claim *claim)
{
	struct port_entry *entry = claim->entry;

	entry->port.claimed = true;
	entry->call_counted = false;
	entry->port.dwPortCondition = RAS_PORT_INITIALIZING;
	talloc_set_destructor(claim, claim_destructor);
}

WERROR ports_claim(TALLOC_CTX *mem_ctx, struct ports *ports,
		   enum port_kind kind, const char *tty,
		   struct port_claim **claim)
{
	struct port_claim *made = talloc_zero(mem_ctx, struct port_claim);
	WERROR error;

	if (made == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	made->ports = ports;
	error = claim_entry(ports, kind, tty, &made->entry);
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(made);
		return error;
	}
	take(made);
	*claim = made;
	return WERR_OK;
}

WERROR ports_reclaim(TALLOC_CTX *mem_ctx, struct ports *ports, uint32_t dwPort,
		     struct port_claim **claim)
{
	struct port_claim *made = talloc_zero(mem_ctx, struct port_claim);
	WERROR error;

	if (made == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	made->ports = ports;
	error = reclaim_entry(ports, dwPort, &made->entry);
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(made);
		return error;
	}
	take(made);
	*claim = made;
	return WERR_OK;
}

const struct port *port_claim_port(const struct port_claim *claim)
{
	return &claim->entry->port;
}

void port_claim_set_condition(struct port_claim *claim,
			      enum RAS_PORT_CONDITION condition)
{
	struct port_entry *entry = claim->entry;

	if (condition == RAS_PORT_AUTHENTICATED && !entry->call_counted) {
		entry->call_counted = true;
		entry->port.dwTotalNumberOfCalls++;
	}
	/* A device that is gone stays RAS_PORT_NON_OPERATIONAL. */
	if (entry->port.dwPortCondition != RAS_PORT_NON_OPERATIONAL) {
		entry->port.dwPortCondition = condition;
	}
}

void port_claim_set_speed(struct port_claim *claim, uint64_t speed)
{
	claim->entry->port.dwLineSpeed =
		speed < UINT32_MAX ? (uint32_t)speed : UINT32_MAX;
}

void port_set_connection(struct ports *ports, uint32_t dwPort,
			 uint32_t dwConnection)
{
	struct port_entry *entry = get_entry(ports, dwPort);

	if (entry != NULL) {
		entry->port.dwConnection = dwConnection;
	}
}
