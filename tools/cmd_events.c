// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs events: what the kernel and programs have to tell, as it happens. */
#include "kacs.h"
#include "options.h"
#include "event_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage_text[] = "kacs events [--follow] [--json]";

#define NANOSECONDS 1000000000u

/* 2026-01-31T12:00:00.123456789Z in a static buffer. */
static const char *time_text(uint64_t timestamp)
{
	time_t seconds = (time_t)(timestamp / NANOSECONDS);
	static char text[64];
	struct tm parts;
	char date[32];

	if (!gmtime_r(&seconds, &parts) ||
	    !strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &parts))
		return "?";
	snprintf(text, sizeof(text), "%s.%09uZ", date,
		 (unsigned int)(timestamp % NANOSECONDS));
	return text;
}

static const char *origin_text(uint8_t origin)
{
	static const char *const names[] = {"user", "kmes", "kacs", "lcs"};
	static char number[8];

	if (origin < sizeof(names) / sizeof(names[0]))
		return names[origin];
	snprintf(number, sizeof(number), "%u", origin);
	return number;
}

/* What cannot be text is shown in hexadecimal. */
static json_t *text_of(const void *bytes, size_t len)
{
	json_t *text = json_stringn(bytes, len);

	return text ? text : event_hex(bytes, len);
}

static int print_event_json(const struct kacs_event *event)
{
	json_t *object = json_pack(
		"{s:s, s:I, s:i, s:I, s:s, s:o, s:o, s:I}", "time",
		time_text(event->timestamp), "timestamp",
		(json_int_t)event->timestamp, "cpu", event->cpu, "sequence",
		(json_int_t)event->sequence, "origin",
		origin_text(event->origin), "type",
		text_of(event->type, event->type_len), "payload",
		event_payload(event->payload, event->payload_len, NULL), "lost",
		(json_int_t)event->lost);

	if (!object)
		return fail("out of memory");
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
	return STATUS_ALLOWED;
}

static int print_event_text(const struct kacs_event *event)
{
	json_t *payload =
		event_payload(event->payload, event->payload_len, principals());
	json_t *type = text_of(event->type, event->type_len);
	char *text = payload ? json_dumps(payload, JSON_ENCODE_ANY) : NULL;
	int status = STATUS_ALLOWED;

	if (event->lost)
		printf("%s(%" PRIu64 " events of CPU %u lost)%s\n",
		       colour(COLOUR_RED), event->lost, event->cpu,
		       colour(COLOUR_PLAIN));
	if (type && text)
		printf("%s %s %s%s%s %s\n", time_text(event->timestamp),
		       origin_text(event->origin), colour(COLOUR_BOLD),
		       json_string_value(type), colour(COLOUR_PLAIN), text);
	else
		status = fail("out of memory");
	json_decref(type);
	json_decref(payload);
	free(text);
	return status;
}

/* All that there are at the moment. */
static int print_waiting(struct kacs_events *events, bool json)
{
	struct kacs_event event;
	int status = STATUS_ALLOWED, found = 0;

	while (status == STATUS_ALLOWED &&
	       (found = kacs_events_next(events, &event)) > 0)
		status = json ? print_event_json(&event)
			      : print_event_text(&event);
	if (found < 0)
		return fail_errno("cannot read events");
	return fflush(stdout) ? STATUS_ERROR : status;
}

static int print_events(struct kacs_events *events, bool json, bool follow)
{
	int status = print_waiting(events, json);

	while (follow && status == STATUS_ALLOWED) {
		if (kacs_events_wait(events, -1) < 0 && errno != EINTR)
			return fail_errno("cannot wait for events");
		status = print_waiting(events, json);
	}
	return status;
}

int cmd_events(int argc, char **argv)
{
	bool json = false, follow = false;
	const struct command_option options[] = {
		{"follow", 'f', .flag = &follow},
		{"json", .flag = &json},
		{.name = NULL},
	};
	struct kacs_events *events;
	int status;

	parse_options(argc, argv, options, usage_text);
	if (optind != argc)
		return usage(usage_text);
	events = kacs_events_attach();
	if (!events)
		return fail_errno("cannot read events");
	status = print_events(events, json, follow);
	kacs_events_free(events);
	return status;
}
