/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Refusals as events, "kacs-denial": the record that kacs_get_denial hands out,
 * for whoever reads events. Ours; not in PSD-004.
 *
 * The audit ACEs of PSD-004 say that something was refused; this says why. So
 * that nobody can flood the rings with what he is not allowed to do, a refusal
 * becomes an event only where somebody who may say so has asked for it:
 *
 * - the SACL of the object has an audit ACE (ACCESS_SYSTEM_SECURITY sets it);
 * - the token's audit policy wants to hear of failures (who made it said so);
 * - the kernel was booted with kacs.denials=1: all of them.
 */
#ifndef KACS_KERNEL_DENIAL_EVENT_H
#define KACS_KERNEL_DENIAL_EVENT_H

#include "../core/trace.h"

struct kacs_denial_record;
struct kacs_sd;

/**
 * kacs_denial_emit - emit a refusal, if somebody wants to hear of it
 * @record: complete
 * @sd: the descriptor that decided, or NULL
 * @decider: what in it refused, or NULL: nothing in a descriptor
 *
 * Without memory there is no event; the refusal stands.
 *
 * Context: as kacs_record_denial().
 */
void kacs_denial_emit(const struct kacs_denial_record *record,
		      const struct kacs_sd *sd,
		      const struct kacs_attribution *decider);

#endif /* KACS_KERNEL_DENIAL_EVENT_H */
