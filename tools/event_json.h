/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What an event says, as JSON. */
#ifndef KACS_TOOLS_EVENT_JSON_H
#define KACS_TOOLS_EVENT_JSON_H

#include <stddef.h>

#include <jansson.h>
#include <kacs/kacs.h>

/* "0x0123": bytes as text; NULL without memory. */
json_t *event_hex(const void *bytes, size_t len);

/**
 * event_payload - a payload as JSON
 * @bytes: MessagePack; what is not well-formed becomes "0x..."
 * @len: how many bytes; none become null
 * @names: if not NULL, SIDs take their names from here
 *
 * Bytes behind a key that ends in "sid" or "sids" become the text of a SID,
 * others "0x...". Numbers that JSON's readers would round become strings.
 *
 * Return: JSON, NULL without memory.
 */
json_t *event_payload(const void *bytes, size_t len,
		      const struct kacs_principals *names);

#endif /* KACS_TOOLS_EVENT_JSON_H */
