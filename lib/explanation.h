/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Inside of an explanation: what its parts share. */
#ifndef KACS_LIB_EXPLANATION_H
#define KACS_LIB_EXPLANATION_H

#include "buffer.h"
#include "condition_terms.h"
#include "identity.h"
#include "layout.h"
#include "../core/check.h"
#include <kacs/explain.h>

#define KACS_MAX_REMEDIES 12u

struct kacs_explanation {
	const struct kacs_principals *principals;
	u8 *spec; /* of the token */
	size_t spec_len;
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
	struct kacs_trace_entry *entries; /* all of them: trace.count */
	struct kacs_audit audit;	  /* with room for all of them */
	struct kacs_recovery_policy recovery;
	struct kacs_attribution decider; /* of the lowest missing right */
	u32 decided; /* the missing rights with the same decider */
	u32 instead; /* the ACE that allows without the decider, or NO_ACE */
	char *remedies[KACS_MAX_REMEDIES + 1];
};

/* Where an ACE stands that a trace or an event speaks of. */
struct kacs_ace_place {
	u8 step; /* KACS_STEP_* */
	u8 acl;	 /* KACS_ACL_* */
	u8 rule_step;
	u16 policy; /* the scoped policy ACE in the SACL, */
	u16 rule;   /* ... and which of its rules */
	u32 ace;    /* or KACS_NO_ACE */
};

static inline struct kacs_ace_place
kacs_place_of_entry(const struct kacs_trace_entry *entry)
{
	return (struct kacs_ace_place){entry->step,	 entry->acl,
				       entry->rule_step, entry->policy,
				       entry->rule,	 entry->ace};
}

static inline struct kacs_ace_place
kacs_place_of(const struct kacs_attribution *by)
{
	return (struct kacs_ace_place){by->step,   by->acl,  by->rule_step,
				       by->policy, by->rule, by->ace};
}

/* The policy that an ACE of the SACL names, or the recovery policy. */
const struct kacs_policy *
kacs_explained_policy(const struct kacs_explanation *explanation, u32 ace,
		      bool *recovery);

/* The rule of a place in KACS_STEP_POLICY. */
const struct kacs_policy_rule *
kacs_explained_rule(const struct kacs_explanation *explanation,
		    const struct kacs_ace_place *place);

/*
 * Does the owner lack what owners have by themselves, because an ACE for Owner
 * Rights stands in its place (PSD-004 3.7)? @ace: the first such ACE of the
 * DACL.
 */
bool kacs_explained_owner_rights(const struct kacs_explanation *explanation,
				 u32 *ace);

/* The ACL that a place is in, or NULL: in none. */
const struct kacs_acl *
kacs_explained_acl(const struct kacs_explanation *explanation,
		   const struct kacs_ace_place *place);

/* The bytes of the ACE at a place, or NULL: there is none. */
const u8 *kacs_explained_ace(const struct kacs_explanation *explanation,
			     const struct kacs_ace_place *place);

/* The condition that was asked there. Return: false if there is none. */
bool kacs_explained_condition(const struct kacs_explanation *explanation,
			      const struct kacs_ace_place *place,
			      struct kacs_condition_view *view);

/* The SDDL of an ACE of an ACL, as "(A;;FR;;;WD)"; "(?)" if it has none. */
void kacs_put_ace_sddl(struct kacs_buffer *out, const u8 *ace);

/* "the central policy S-1-17-7 (SACL ACE 0)" */
void kacs_put_policy(struct kacs_buffer *out,
		     const struct kacs_explanation *explanation, u32 ace);

/* "@User.a (3) > 4: false; Member_of {SID(BA)}: true" */
void kacs_put_terms(struct kacs_buffer *out,
		    const struct kacs_condition_view *view);

/* The text of a condition as it stands in an ACE. */
void kacs_put_condition(struct kacs_buffer *out,
			const struct kacs_condition_view *view);

/* What an entry of the trace did, and by which ACE; without its SDDL. */
void kacs_put_entry(struct kacs_buffer *out,
		    const struct kacs_explanation *explanation,
		    const struct kacs_trace_entry *entry);

/* Each node of the tree, if there is one, and its answer: a line each. */
void kacs_put_nodes(struct kacs_buffer *out,
		    const struct kacs_explanation *explanation);

/* Why it was denied, without the step. */
void kacs_put_denial(struct kacs_buffer *out,
		     const struct kacs_explanation *explanation);

/* An event in words. */
void kacs_put_event(struct kacs_buffer *out,
		    const struct kacs_explanation *explanation,
		    const struct kacs_audit_event *event);

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

/* What a fixed rule says, KACS_RULE_*, and what gets around it, or NULL. */
const char *kacs_rule_reason(u32 rule);
const char *kacs_rule_remedy(u32 rule);

/* Was a token refused that may be looked at only (PSD-004 9.1)? */
bool kacs_refused_identifies(const struct kacs_denial *denial);

/* The impersonation level of a record. */
const char *kacs_refused_level_name(const struct kacs_denial *denial);

#endif /* KACS_LIB_EXPLANATION_H */
