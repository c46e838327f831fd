/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Case in names and strings, PSD-004 3.8, 3.11: by UTF-16 code unit, never by
 * byte.
 *
 * Two code units are the same letter if they have the same simple case folding
 * in Unicode 14.0 (CaseFolding.txt, statuses C and S), as far as both lie in
 * the Basic Multilingual Plane. Halves of surrogate pairs are themselves, and
 * nothing changes its length, so U+00DF is not "ss". Nothing depends on a
 * locale: I and i are the same letter, U+0130 and U+0131 are others.
 */
#ifndef KACS_CORE_CASE_FOLD_H
#define KACS_CORE_CASE_FOLD_H

#include "base.h"

/**
 * kacs_fold_beyond_ascii - the folding of a code unit from 0x80 on
 * @unit: the code unit
 *
 * Return: the code unit that stands for all the cases of @unit.
 */
u16 kacs_fold_beyond_ascii(u16 unit);

static inline u8 kacs_fold_ascii(u8 c)
{
	return c >= 'A' && c <= 'Z' ? (u8)(c + ('a' - 'A')) : c;
}

static inline u16 kacs_fold(u16 unit)
{
	return unit < 0x80 ? kacs_fold_ascii((u8)unit)
			   : kacs_fold_beyond_ascii(unit);
}

#endif /* KACS_CORE_CASE_FOLD_H */
