// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "payload.h"
#include "tools/event_json.h"

json_t *payload_of(struct kacs_events *events, const char *type)
{
	struct kacs_event event;

	if (!next_of(events, type, &event))
		return NULL;
	if (event.origin != KMES_ORIGIN_KACS)
		return json_string("not of the kernel");
	return event_payload(event.payload, event.payload_len, NULL);
}

const json_t *value_at(const json_t *payload, const char *path)
{
	const json_t *value = payload;
	char part[64];
	size_t len;

	while (value && *path) {
		len = strcspn(path, ".");
		snprintf(part, sizeof(part), "%.*s", (int)len, path);
		value = json_object_get(value, part);
		path += len + (path[len] == '.');
	}
	return value;
}

void skip_all(struct kacs_events *events)
{
	struct kacs_event event;

	while (kacs_events_next(events, &event) > 0)
		;
}
