/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Numbers that look random and are the same for the same seed (splitmix64). */
#ifndef KACS_ORACLE_RANDOM_H
#define KACS_ORACLE_RANDOM_H

#include "core/base.h"

struct random {
	u64 state;
};

static inline u64 random_bits(struct random *random)
{
	u64 z = random->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static inline u32 random_below(struct random *random, u32 limit)
{
	return (u32)((random_bits(random) >> 32) * limit >> 32);
}

/* True once in @n times. */
static inline bool one_in(struct random *random, u32 n)
{
	return random_below(random, n) == 0;
}

#endif /* KACS_ORACLE_RANDOM_H */
