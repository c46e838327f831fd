// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Two events at once: the numbers 1 and 2. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	static const uint8_t numbers[] = {1, 2};
	struct kmes_emit_entry entries[2];
	uint32_t emitted = 0;
	int i;

	for (i = 0; i < 2; i++)
		entries[i] = (struct kmes_emit_entry){
			.event_type = (uintptr_t) "example.number",
			.event_type_len = 14,
			.payload = (uintptr_t)&numbers[i],
			.payload_len = 1,
		};
	if (kacs_sys_emit_batch(entries, 2, &emitted)) {
		perror("the events");
		return 1;
	}
	printf("%u emitted\n", emitted);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
