// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Programs of any bytes: where the signature of one is, and what is hashed. The
 * input is the file.
 */
#include "core/signature.h"
#include "fuzz.h"

#define PIECE 100u

struct input {
	const uint8_t *bytes;
	size_t size;
};

static bool read_input(void *context, u64 offset, void *bytes, u32 len)
{
	const struct input *input = context;

	must(offset <= input->size && len <= input->size - offset);
	memcpy(bytes, input->bytes + offset, len);
	return true;
}

static bool read_nothing(void *context, u64 offset, void *bytes, u32 len)
{
	(void)context;
	(void)offset;
	(void)bytes;
	(void)len;
	return false;
}

/* What is hashed is the file but for the section, in pieces or at once. */
static void check_hashed(const struct input *input,
			 const struct kacs_signature_place *place)
{
	uint8_t *hashed = fuzz_memory(input->size);
	size_t at, len;

	if (input->size)
		memcpy(hashed, input->bytes, input->size);
	for (at = 0; at < input->size; at += len) {
		len = input->size - at < PIECE ? input->size - at : PIECE;
		kacs_signature_blank(place, at, hashed + at, (u32)len);
	}
	for (at = 0; at < input->size; at++) {
		bool inside = place->in_file && at >= place->offset &&
			      at - place->offset < KACS_SIGNATURE_BYTES;

		must(hashed[at] == (inside ? 0 : input->bytes[at]));
	}
	free(hashed);
}

/* Signing writes nothing that changes where the signature is. */
static void check_signing(const struct input *input,
			  const struct kacs_signature_place *place)
{
	uint8_t *copy = fuzz_memory(input->size);
	struct input changed = {copy, input->size};
	const struct kacs_file_view file = {input->size, read_input, &changed};
	struct kacs_signature_place again;

	memcpy(copy, input->bytes, input->size);
	memset(copy + place->offset, 0xff, KACS_SIGNATURE_BYTES);
	must(kacs_signature_find(&file, &again, NULL) == KACS_OK);
	must(again.in_file && again.offset == place->offset);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	const struct kacs_file_view file = {size, read_input, &input};
	const struct kacs_file_view unreadable = {size, read_nothing, NULL};
	struct kacs_signature_place place;
	struct kacs_file_error error;
	struct kacs_error blob;

	must(kacs_signature_find(&unreadable, &place, NULL) ==
	     (size < 4 ? KACS_OK : KACS_E_READ));
	if (kacs_signature_find(&file, &place, &error)) {
		must(error.reason != KACS_OK && error.reason != KACS_E_READ);
		must(error.offset <= size);
		must(!place.in_file);
	} else if (place.in_file) {
		must(place.offset <= size &&
		     KACS_SIGNATURE_BYTES <= size - place.offset);
		check_signing(&input, &place);
	}
	check_hashed(&input, &place);
	if (kacs_signature_parse(data, (u32)size, &blob))
		must(blob.offset <= size);
	else
		must(size == KACS_SIGNATURE_BYTES && data[0] == 1);
	return 0;
}
