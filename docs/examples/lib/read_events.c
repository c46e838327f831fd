// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The events of the last second, and of all the time before. */
/* example */
#include <inttypes.h>
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_events *events = kacs_events_attach();
	struct kacs_event event;
	uint64_t lost = 0;
	unsigned int i;

	if (!events) {
		perror("the events");
		return 1;
	}
	while (kacs_events_wait(events, 1000) > 0)
		while (kacs_events_next(events, &event) > 0)
			printf("%" PRIu64 ": %.*s, %zu bytes\n",
			       event.timestamp, (int)event.type_len, event.type,
			       event.payload_len);
	for (i = 0; i < kacs_events_cpus(events); i++)
		lost += kacs_events_lost(events, i, NULL);
	printf("%" PRIu64 " came too fast\n", lost);
	kacs_events_free(events);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
