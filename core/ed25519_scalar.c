// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Scalars of Ed25519.
 */
#include "ed25519_scalar.h"

static const u64 order[4] = {0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0,
			     0x1000000000000000};

static bool below_order(const struct kacs_scalar *a)
{
	u32 i;

	for (i = 4; i-- > 0;) {
		if (a->word[i] != order[i])
			return a->word[i] < order[i];
	}
	return false;
}

static void subtract_order(struct kacs_scalar *a)
{
	u64 borrow = 0;
	u32 i;

	for (i = 0; i < 4; i++) {
		u64 minuend = a->word[i], part = minuend - order[i];

		a->word[i] = part - borrow;
		borrow = minuend < order[i] || part < borrow;
	}
}

bool kacs_scalar_from_bytes(struct kacs_scalar *r, const u8 *bytes)
{
	u32 i;

	for (i = 0; i < 4; i++)
		r->word[i] = kacs_load_le64(bytes + (size_t)8 * i);
	return below_order(r);
}

/* Bit by bit from the highest: r = 2r + bit stays below 2L, which fits. */
void kacs_scalar_reduce(struct kacs_scalar *r, const u8 *bytes)
{
	u32 i, j;

	memset(r, 0, sizeof(*r));
	for (i = 512; i-- > 0;) {
		for (j = 3; j > 0; j--)
			r->word[j] = r->word[j] << 1 | r->word[j - 1] >> 63;
		r->word[0] = r->word[0] << 1 | (bytes[i / 8] >> (i % 8) & 1);
		if (!below_order(r))
			subtract_order(r);
	}
}
