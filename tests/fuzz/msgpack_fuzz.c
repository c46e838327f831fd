// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * MessagePack of any bytes, compared with Debian's library for it; and what the
 * writer makes of any values.
 */
#include <msgpack.h>

#include "core/message_pack.h"
#include "fuzz.h"

/* How deep the library goes, whose stack holds 32. */
#define LIBRARY_DEPTH 31u

/* Is it one value for the library? */
static bool library_says(const uint8_t *bytes, size_t len)
{
	msgpack_unpacked result;
	size_t end = 0;
	bool valid;

	msgpack_unpacked_init(&result);
	valid = msgpack_unpack_next(&result, (const char *)bytes, len, &end) ==
			MSGPACK_UNPACK_SUCCESS &&
		end == len;
	msgpack_unpacked_destroy(&result);
	return valid;
}

/* The library believes counts before it sees what they count. */
static bool may_claim_much(const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (bytes[i] == 0xdd || bytes[i] == 0xdf)
			return true;
	return false;
}

static void check_valid(const uint8_t *bytes, uint32_t len)
{
	bool any = kacs_msgpack_valid(bytes, len, KACS_MSGPACK_MAX_DEPTH);
	uint32_t depth;

	if (kacs_msgpack_valid(bytes, len, LIBRARY_DEPTH))
		must(library_says(bytes, len));
	else if (!any && !may_claim_much(bytes, len))
		must(!library_says(bytes, len));
	/* What is not too deep for one bound is not for a greater one. */
	for (depth = 1; depth <= LIBRARY_DEPTH; depth++)
		if (kacs_msgpack_valid(bytes, len, depth - 1))
			must(kacs_msgpack_valid(bytes, len, depth));
}

/* Writes the value that the next input byte names; uses up what it needs. */
static void write_value(struct kacs_msgpack *out, const uint8_t **data,
			const uint8_t *end)
{
	uint8_t kind = *(*data)++;
	uint32_t len = (uint32_t)(end - *data);
	uint64_t value = 0;

	switch (kind % 5) {
	case 0:
		memcpy(&value, *data, len < 8 ? len : 8);
		*data += len < 8 ? len : 8;
		kacs_msgpack_uint(out, value >> kind % 64);
		break;
	case 1:
		kacs_msgpack_bool(out, kind & 0x80);
		break;
	case 2:
		kacs_msgpack_nil(out);
		break;
	case 3:
		len = len < kind ? len : kind;
		kacs_msgpack_str(out, (const char *)*data, len);
		*data += len;
		break;
	default:
		kacs_msgpack_bin(out, *data, len);
		*data = end;
		break;
	}
}

static void write_values(struct kacs_msgpack *out, const uint8_t *data,
			 size_t size, uint32_t count)
{
	const uint8_t *end = data + size;

	kacs_msgpack_array(out, count);
	while (data < end)
		write_value(out, &data, end);
}

static uint32_t count_values(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size;
	struct kacs_msgpack none = {0};
	uint32_t count = 0;

	for (; data < end; count++)
		write_value(&none, &data, end);
	return count;
}

static void check_writer(const uint8_t *data, size_t size)
{
	uint32_t count = count_values(data, size);
	struct kacs_msgpack out = {0};

	write_values(&out, data, size, count);
	out.room = out.len;
	out.bytes = fuzz_memory(out.room);
	out.len = 0;
	write_values(&out, data, size, count);
	must(kacs_msgpack_complete(&out) && out.len == out.room);
	must(kacs_msgpack_valid(out.bytes, out.len, 1));
	must(library_says(out.bytes, out.len));
	free(out.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_memory(size);

	if (size)
		memcpy(copy, data, size);
	check_valid(copy, (uint32_t)size);
	check_writer(copy, size);
	free(copy);
	return 0;
}
