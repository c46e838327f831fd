/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* libkacs: everything. Link with -lkacs (pkg-config: kacs). */
#ifndef KACS_KACS_H
#define KACS_KACS_H

#include <kacs/access.h>
#include <kacs/authz.h>
#include <kacs/calls.h>
#include <kacs/descriptor.h>
#include <kacs/diagnostic.h>
#include <kacs/explain.h>
#include <kacs/names.h>
#include <kacs/privilege.h>
#include <kacs/sd.h>
#include <kacs/sddl.h>
#include <kacs/spec.h>
#include <kacs/syscall.h>
#include <kacs/token.h>

#endif /* KACS_KACS_H */
