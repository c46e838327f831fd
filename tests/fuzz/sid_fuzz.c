// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SIDs. An input that starts with byte 1, a SID's revision, is a SID to write
 * as text; any other is text, a name or a domain name's part, to be read.
 */
#include <errno.h>
#include <kacs/kacs.h>
#include "core/sid.h"
#include "fuzz.h"

/* Its text and its name mean this SID. */
static void same_again(const uint8_t *sid, size_t len)
{
	char text[KACS_SID_TEXT_BYTES], name[KACS_NAME_BYTES];
	uint8_t again[KACS_SID_MAX_BYTES];
	struct kacs_diagnostic diagnostic;
	size_t again_len;

	must(kacs_sid_to_text(sid, len, text) == 0);
	must(kacs_sid_from_text(text, again, &again_len, &diagnostic) == 0);
	must(again_len == len && memcmp(sid, again, len) == 0);
	must(kacs_sid_name(sid, len, NULL, name) || !strcmp(name, text));
	must(kacs_sid_from_name(name, NULL, again, &again_len, &diagnostic) ==
	     0);
	must(again_len == len && memcmp(sid, again, len) == 0);
}

static void read_bytes(const uint8_t *bytes, size_t size)
{
	char text[KACS_SID_TEXT_BYTES];
	struct kacs_error error;
	struct kacs_sid sid;

	if (kacs_sid_parse(bytes, (u32)size, 7, &sid, &error)) {
		must(error.offset >= 7 && error.offset <= 7 + size);
		must(kacs_sid_to_text(bytes, size, text) < 0);
		must(errno == EINVAL);
		return;
	}
	must(sid.bytes == bytes && sid.len <= size);
	must(sid.hash == kacs_sid_hash(sid.bytes, sid.len) && sid.hash);
	same_again(sid.bytes, sid.len);
}

typedef int (*reader)(const char *text, uint8_t *out, size_t *len,
		      struct kacs_diagnostic *diagnostic);

static int from_name(const char *text, uint8_t *out, size_t *len,
		     struct kacs_diagnostic *diagnostic)
{
	return kacs_sid_from_name(text, NULL, out, len, diagnostic);
}

static void read_text(const char *text, reader read)
{
	struct kacs_diagnostic diagnostic = {.offset = 0};
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t len;

	if (read(text, sid, &len, &diagnostic)) {
		must(errno == EINVAL);
		must(diagnostic.message[0]);
		return;
	}
	same_again(sid, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size > 4096)
		return 0;
	if (size && data[0] == 1) {
		read_bytes(data, size);
		return 0;
	}
	text = fuzz_memory(size + 1);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	read_text(text, kacs_sid_from_text);
	read_text(text, from_name);
	read_text(text, kacs_sid_of_service);
	read_text(text, kacs_sid_of_capability);
	free(text);
	return 0;
}
