/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Inside of an explanation: what its parts share. */
#ifndef KACS_LIB_EXPLANATION_H
#define KACS_LIB_EXPLANATION_H

#include "buffer.h"
#include "identity.h"
#include "layout.h"
#include "../core/check.h"
#include <kacs/explain.h>

#define KACS_MAX_REMEDIES 8u

struct kacs_explanation {
	const struct kacs_principals *principals;
	const struct kacs_identity *identity;
	const struct kacs_sd *sd;
	struct kacs_token token;
	struct kacs_generic_mapping mapping;
	struct kacs_check check;
	u8 self[KACS_SID_MAX_BYTES];
	u32 object_type;
	struct kacs_decision decision;
	u32 missing; /* desired and not granted */
	struct kacs_trace trace;
	struct kacs_trace_entry *entries;
	struct kacs_attribution decider; /* of the lowest missing right */
	u32 decided; /* the missing rights with the same decider */
	u32 instead; /* the ACE that allows without the decider, or NO_ACE */
	char *remedies[KACS_MAX_REMEDIES + 1];
};

/* Look for changes that turn a denial; fills .instead and .remedies. */
int kacs_find_remedies(struct kacs_explanation *explanation);

/* "write (FILE_WRITE_DATA)" */
void kacs_put_wish(struct kacs_buffer *out, u32 mask, u32 object_type);

/* "step 6, DACL" */
void kacs_put_step(struct kacs_buffer *out, u32 step);

/* The name of a SID. */
void kacs_put_sid(struct kacs_buffer *out, const struct kacs_sid *sid,
		  const struct kacs_principals *principals);

/* "ACE 1 denies Contractors" */
void kacs_put_ace(struct kacs_buffer *out, u32 index, u8 type,
		  const struct kacs_sid *sid,
		  const struct kacs_principals *principals);

#endif /* KACS_LIB_EXPLANATION_H */
