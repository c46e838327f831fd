/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * UTF-8, as names from outside must be.
 */
#ifndef KACS_CORE_UTF8_H
#define KACS_CORE_UTF8_H

#include "base.h"

/**
 * kacs_utf8_valid - are these bytes UTF-8?
 * @bytes: the bytes, which may hold zeros
 * @len: how many
 *
 * Shortest forms only, no surrogates, nothing above U+10FFFF.
 */
bool kacs_utf8_valid(const u8 *bytes, size_t len);

#endif /* KACS_CORE_UTF8_H */
