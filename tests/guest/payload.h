/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What events say, as JSON.
 */
#ifndef KACS_TESTS_GUEST_PAYLOAD_H
#define KACS_TESTS_GUEST_PAYLOAD_H

#include <jansson.h>
#include "kmes.h"

/**
 * payload_of - the next event of a type
 * @events: from attach_now()
 * @type: of the event
 *
 * Return: what it says, or NULL: there is none.
 */
json_t *payload_of(struct kacs_events *events, const char *type);

/* The value at a path such as "trigger.kind"; NULL: there is none. */
const json_t *value_at(const json_t *payload, const char *path);

/* One result: what stands at a path, as JSON. */
static inline void tap_says(const json_t *payload, const char *path,
			    const char *expected, const char *name)
{
	const json_t *value = value_at(payload, path);
	char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT)
			   : NULL;

	tap_str(text, expected, "%s", name);
	free(text);
}

/* Read all the events that there are. */
void skip_all(struct kacs_events *events);

#endif /* KACS_TESTS_GUEST_PAYLOAD_H */
