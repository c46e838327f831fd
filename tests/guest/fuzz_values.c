// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Numbers and memory for the arguments of calls.
 */
#include <sys/mman.h>
#include "fuzz.h"

/* Changed by every process at any time. */
static uint8_t *common;
static uint8_t *read_only;
static uint8_t *forbidden;

uint64_t fuzz_random(struct fuzz *fuzz)
{
	uint64_t value = fuzz->random += 0x9e3779b97f4a7c15u;

	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
	value = (value ^ value >> 27) * 0x94d049bb133111ebu;
	return value ^ value >> 31;
}

uint32_t fuzz_below(struct fuzz *fuzz, uint32_t bound)
{
	return (uint32_t)((fuzz_random(fuzz) >> 32) * bound >> 32);
}

bool fuzz_chance(struct fuzz *fuzz, unsigned int percent)
{
	return fuzz_below(fuzz, 100) < percent;
}

static uint64_t odd_value(struct fuzz *fuzz, uint64_t value)
{
	static const uint64_t bounds[] = {
		0,	    1,		2,	     3,		  4,
		8,	    63,		64,	     65,	  127,
		128,	    255,	256,	     4095,	  4096,
		4097,	    0x7fff,	0x8000,	     0xfffe,	  0xffff,
		0x10000,    0x7fffffff, 0x80000000u, 0xfffffff0u, 0xffffffff,
		1ull << 32, INT64_MAX,	UINT64_MAX,
	};

	switch (fuzz_below(fuzz, 5)) {
	case 0:
		return value + 1;
	case 1:
		return value - 1;
	case 2:
		return value ^ 1ull << fuzz_below(fuzz, 64);
	case 3:
		return fuzz_random(fuzz);
	default:
		return fuzz_one_of(fuzz, bounds);
	}
}

uint64_t fuzz_u64(struct fuzz *fuzz, uint64_t value)
{
	return fuzz->wild && fuzz_chance(fuzz, 8) ? odd_value(fuzz, value)
						  : value;
}

uint32_t fuzz_u32(struct fuzz *fuzz, uint32_t value)
{
	return (uint32_t)fuzz_u64(fuzz, value);
}

uint32_t fuzz_mask(struct fuzz *fuzz, uint32_t rights)
{
	static const uint32_t whole[] = {
		KACS_MAXIMUM_ALLOWED, KACS_GENERIC_ALL,	 KACS_GENERIC_READ,
		KACS_GENERIC_WRITE,   KACS_READ_CONTROL, KACS_WRITE_DAC,
	};
	uint32_t mask;

	switch (fuzz_below(fuzz, 4)) {
	case 0:
		mask = rights;
		break;
	case 1:
		mask = rights & (uint32_t)fuzz_random(fuzz);
		break;
	case 2:
		mask = rights & 1u << fuzz_below(fuzz, 20);
		break;
	default:
		mask = fuzz_one_of(fuzz, whole);
	}
	return fuzz_u32(fuzz, mask);
}

static uint8_t *map_memory(size_t len, int prot, int flags)
{
	void *memory = mmap(NULL, len, prot, flags | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		tap_abort("mmap");
	return memory;
}

void fuzz_memory_init(void)
{
	common = map_memory(FUZZ_COMMON_BYTES, PROT_READ | PROT_WRITE,
			    MAP_SHARED);
	read_only = map_memory(4096, PROT_READ, MAP_PRIVATE);
	forbidden = map_memory(4096, PROT_NONE, MAP_PRIVATE);
}

void fuzz_memory_of_thread(struct fuzz *fuzz)
{
	fuzz->own =
		map_memory(FUZZ_OWN_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	fuzz->edge = map_memory(FUZZ_EDGE_BYTES + 4096, PROT_READ | PROT_WRITE,
				MAP_PRIVATE);
	if (mprotect(fuzz->edge + FUZZ_EDGE_BYTES, 4096, PROT_NONE))
		tap_abort("mprotect");
}

void *fuzz_own(struct fuzz *fuzz, size_t len)
{
	uint8_t *at;

	if (len > FUZZ_OWN_BYTES - fuzz->used)
		tap_abort("fuzz_own: out of room");
	at = fuzz->own + fuzz->used;
	fuzz->used += len;
	return at;
}

static long bad_pointer(struct fuzz *fuzz)
{
	const uint64_t bad[] = {
		0,
		1,
		0xfff,
		(uintptr_t)read_only,
		(uintptr_t)read_only + 4090,
		(uintptr_t)forbidden,
		0x00007ffffffff000u,
		0x00007ffffffffff8u,
		0x0000800000000000u,
		0x4141414141414141u,
		0xffff800000000000u,
		0xffff888000000000u,
		0xffffffff81000000u,
		0xfffffffffffff000u,
		0xffffffffffffffffu,
	};

	return (long)fuzz_one_of(fuzz, bad);
}

/* Up to the end of what can be touched, or a few bytes beyond. */
static uint8_t *at_edge(struct fuzz *fuzz, size_t len)
{
	uint8_t *at;

	if (len > FUZZ_EDGE_BYTES)
		return fuzz->edge;
	at = fuzz->edge + FUZZ_EDGE_BYTES - len;
	return len && fuzz_chance(fuzz, 40)
		       ? at + 1 + fuzz_below(fuzz, (uint32_t)len)
		       : at;
}

static uint8_t *in_common(struct fuzz *fuzz, size_t len)
{
	if (len >= FUZZ_COMMON_BYTES)
		return common;
	/* Few places, so that others write there, too. */
	return common + 64 * fuzz_below(fuzz, 4) % (FUZZ_COMMON_BYTES - len);
}

static size_t room_at_edge(const struct fuzz *fuzz, const uint8_t *at,
			   size_t len)
{
	size_t room = (size_t)(fuzz->edge + FUZZ_EDGE_BYTES - at);

	return len < room ? len : room;
}

long fuzz_place(struct fuzz *fuzz, const void *bytes, size_t len)
{
	uint32_t where = fuzz->wild ? fuzz_below(fuzz, 40) : 40;
	uint8_t *at;

	if (where == 0)
		return bad_pointer(fuzz);
	if (where < 5) {
		at = at_edge(fuzz, len);
		memcpy(at, bytes, room_at_edge(fuzz, at, len));
	} else if (where < 9 && len < FUZZ_COMMON_BYTES / 2) {
		at = in_common(fuzz, len);
		memcpy(at, bytes, len);
	} else {
		fuzz->used += fuzz_below(fuzz, 8);
		at = fuzz_own(fuzz, len);
		memcpy(at, bytes, len);
	}
	return (long)at;
}

static void guard(struct fuzz *fuzz, uint8_t *at)
{
	struct fuzz_guard *guard;
	unsigned int i;

	if (fuzz->guard_count == sizeof(fuzz->guards) / sizeof(*fuzz->guards))
		return;
	guard = &fuzz->guards[fuzz->guard_count++];
	guard->at = at;
	for (i = 0; i < FUZZ_GUARD_BYTES; i++)
		at[i] = guard->expected[i] = (uint8_t)fuzz_random(fuzz);
}

long fuzz_room(struct fuzz *fuzz, size_t len)
{
	uint32_t where = fuzz->wild ? fuzz_below(fuzz, 40) : 40;
	uint8_t *at;

	if (where == 0)
		return bad_pointer(fuzz);
	if (where < 5)
		return (long)at_edge(fuzz, len);
	if (where < 8 && len < FUZZ_COMMON_BYTES / 2)
		return (long)in_common(fuzz, len);
	at = fuzz_own(fuzz, len + FUZZ_GUARD_BYTES);
	guard(fuzz, at + len);
	return (long)at;
}

bool fuzz_guards_hold(const struct fuzz *fuzz)
{
	unsigned int i;

	for (i = 0; i < fuzz->guard_count; i++)
		if (memcmp(fuzz->guards[i].at, fuzz->guards[i].expected,
			   FUZZ_GUARD_BYTES) != 0)
			return false;
	return true;
}
