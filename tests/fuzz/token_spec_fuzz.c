// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Token specifications of any bytes, as kacs_create_token takes them.
 */
#include "core/token.h"
#include "fuzz.h"

/* The token says of each SID what its specification said. */
static void ask(const struct kacs_identity *identity)
{
	struct kacs_token token;
	u32 i;

	kacs_token_init(&token, identity);
	must(kacs_identity_find(identity, &identity->user));
	must(kacs_token_has_sid(&token, &identity->user, false));
	for (i = 0; i < identity->groups.count; i++) {
		const struct kacs_sid *sid = &identity->groups.entries[i].sid;
		const struct kacs_membership *found =
			kacs_identity_find(identity, sid);

		must(found && found->groups >> i & 1);
		must(!kacs_token_has_sid(&token, sid, true) ||
		     kacs_token_has_sid(&token, sid, false));
	}
	for (i = 0; i < identity->restricted.count; i++)
		must(kacs_identity_find(identity,
					&identity->restricted.entries[i].sid));
}

static void prepare(const u8 *spec, u32 len, const struct kacs_sid *logon)
{
	const struct kacs_identity *identity;
	struct kacs_error error;
	void *memory;
	u32 size;

	if (kacs_identity_measure(spec, len, logon, &size, &error)) {
		must(error.reason != KACS_OK);
		must(error.offset <= len);
		return;
	}
	memory = fuzz_memory(size);
	must(kacs_identity_prepare(memory, size - 1, spec, len, logon,
				   &identity, NULL) == KACS_E_NO_ROOM);
	must(kacs_identity_prepare(memory, size, spec, len, logon, &identity,
				   NULL) == 0);
	ask(identity);
	free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const u32 logon_parts[] = {5, 0, 42};
	u8 bytes[KACS_SID_MAX_BYTES];
	struct kacs_sid logon;
	u32 len = kacs_sid_make(bytes, 5, logon_parts, 3);

	must(kacs_sid_parse(bytes, len, 0, &logon, NULL) == 0);
	prepare(data, (u32)size, NULL);
	prepare(data, (u32)size, &logon);
	return 0;
}
