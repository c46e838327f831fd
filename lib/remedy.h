/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The search for changes that would have allowed it: a change is made, the
 * check is run again, and only if that allows is the change offered.
 */
#ifndef KACS_LIB_REMEDY_H
#define KACS_LIB_REMEDY_H

#include "explanation.h"

/* Denials in the way of one request; more are not a simple change. */
#define KACS_MAX_REMOVED 8u

struct kacs_remedies {
	struct kacs_explanation *explanation;
	size_t found;
	bool failed; /* out of memory */
};

/* The ACEs of an ACL that are taken out, by their indices, ascending. */
struct kacs_removed {
	u32 index[KACS_MAX_REMOVED];
	u32 count;
};

/* Offer what has been seen to help; takes the phrase. */
void kacs_remedy_offer(struct kacs_remedies *remedies,
		       struct kacs_buffer *phrase);

/* Would this be allowed? A trace without entries is filled unless NULL. */
bool kacs_remedy_allows(const struct kacs_check *check,
			struct kacs_trace *trace);

/* A token from JSON, to be freed with free(); NULL: it cannot be. */
const struct kacs_identity *kacs_remedy_identity(struct kacs_remedies *remedies,
						 const json_t *token);

/* Would this token be allowed? False also for one that cannot be. */
bool kacs_remedy_allows_token(struct kacs_remedies *remedies,
			      const json_t *token);

/* The token as JSON; NULL: it has no such text. */
json_t *kacs_remedy_token(struct kacs_remedies *remedies);

/*
 * A value, or note that there was no memory for it. The same for a part of one,
 * which is added to another or released.
 */
json_t *kacs_remedy_json(struct kacs_remedies *remedies, json_t *value);
void kacs_remedy_append(struct kacs_remedies *remedies, json_t *array,
			json_t *value);
void kacs_remedy_set(struct kacs_remedies *remedies, json_t *object,
		     const char *key, json_t *value);

/* After a function that failed: was it for want of memory? */
void kacs_remedy_note(struct kacs_remedies *remedies);

/* Take one more ACE out; the index is that of what is left. */
bool kacs_removed_add(struct kacs_removed *removed, u32 index);

bool kacs_removed_has(const struct kacs_removed *removed, u32 index);

/* The index that an ACE had before anything was taken out. */
u32 kacs_removed_original(const struct kacs_removed *removed, u32 index);

/* The descriptor without those of its SACL or DACL; NULL: out of memory. */
const struct kacs_sd *kacs_removed_from(const struct kacs_removed *removed,
					const struct kacs_sd *sd, bool sacl);

/* "without ACEs 0 and 2" */
void kacs_put_removed(struct kacs_buffer *phrase,
		      const struct kacs_removed *removed);

/* Changes to the descriptor, the policies, the attributes, the groups. */
void kacs_remedy_dacl(struct kacs_remedies *remedies);
void kacs_remedy_policy(struct kacs_remedies *remedies);
void kacs_remedy_claims(struct kacs_remedies *remedies);
void kacs_remedy_groups(struct kacs_remedies *remedies);

#endif /* KACS_LIB_REMEDY_H */
