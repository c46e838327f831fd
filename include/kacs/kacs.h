/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * libkacs decides who may do what with the same AccessCheck as the kernel, on
 * any Linux, explains its decisions, and speaks to a kernel that has KACS.
 *
 * This header includes all of the others; what it declares is in libkacs, which
 * pkg-config knows as kacs. A program needs no privilege and no daemon.
 *
 * Tokens and security descriptors are bytes in their wire format; a function
 * that is given untrusted ones says so and checks them. A function that fails
 * returns -1 or NULL and sets errno; one that can say more fills a struct
 * kacs_diagnostic. Numbers in parentheses, as 10.5, are sections of PSD-004
 * v0.20.
 *
 * The library has no writable state of its own: it starts no threads, takes no
 * locks, installs no handlers and reads no file that it is not told to. It is
 * written for C and C++; its symbols have versions, and structures that may
 * grow begin with their size.
 */
#ifndef KACS_KACS_H
#define KACS_KACS_H

#include <kacs/access.h>
#include <kacs/authz.h>
#include <kacs/calls.h>
#include <kacs/descriptor.h>
#include <kacs/diagnostic.h>
#include <kacs/event.h>
#include <kacs/events.h>
#include <kacs/explain.h>
#include <kacs/names.h>
#include <kacs/privilege.h>
#include <kacs/process.h>
#include <kacs/sd.h>
#include <kacs/sddl.h>
#include <kacs/sessions.h>
#include <kacs/spec.h>
#include <kacs/syscall.h>
#include <kacs/token.h>
#include <kacs/token_calls.h>

#endif /* KACS_KACS_H */
