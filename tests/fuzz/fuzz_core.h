/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the targets of the core share: the rules that every prepared descriptor
 * must keep, whatever bytes it comes from.
 */
#ifndef KACS_TESTS_FUZZ_CORE_H
#define KACS_TESTS_FUZZ_CORE_H

#include "core/check.h"
#include "core/inherit.h"
#include "core/sd_edit.h"
#include "core/token.h"
#include "fuzz.h"

/* All but the label, which is a part of the SACL. */
#define ALL_PARTS                                                            \
	(KACS_OWNER_SECURITY_INFORMATION | KACS_GROUP_SECURITY_INFORMATION | \
	 KACS_DACL_SECURITY_INFORMATION | KACS_SACL_SECURITY_INFORMATION)

/* A descriptor of well-formed bytes, to be freed. */
static inline struct kacs_sd *fuzz_prepare(const u8 *bytes, u32 len)
{
	const struct kacs_sd *sd;
	u32 size;
	void *memory;

	must(kacs_sd_measure(bytes, len, &size, NULL) == 0);
	must(size <= 9 * len + 128);
	memory = fuzz_memory(size);
	must(kacs_sd_prepare(memory, size - 1, bytes, len, &sd, NULL) ==
	     KACS_E_NO_ROOM);
	must(kacs_sd_prepare(memory, size, bytes, len, &sd, NULL) == 0);
	must((const void *)sd == memory);
	return memory;
}

/* What the DACL and the flags say is the same in both. */
static inline void fuzz_same_acl(const struct kacs_sd *a, u32 a_offset,
				 const struct kacs_sd *b, u32 b_offset)
{
	u32 len;

	must(!a_offset == !b_offset);
	if (!a_offset)
		return;
	len = kacs_load_le16(a->bytes + a_offset + 2);
	must(kacs_load_le16(b->bytes + b_offset + 2) == len);
	/* But for the revision, which is corrected in writing (3.4). */
	must(memcmp(a->bytes + a_offset + 1, b->bytes + b_offset + 1,
		    len - 1) == 0);
}

static inline void fuzz_same_parts(const struct kacs_sd *a,
				   const struct kacs_sd *b)
{
	must(kacs_sid_equal(&a->owner, &b->owner));
	must(kacs_sid_equal(&a->group, &b->group));
	fuzz_same_acl(a, a->dacl_offset, b, b->dacl_offset);
	fuzz_same_acl(a, a->sacl_offset, b, b->sacl_offset);
	must(a->dacl.null == b->dacl.null);
	must(a->dacl.owner_rights == b->dacl.owner_rights);
	must(a->has_label == b->has_label);
	must(!a->has_label || a->label_level == b->label_level);
}

/*
 * Taken apart and put together again, a descriptor means the same; done once
 * more, not a byte changes.
 */
static inline void fuzz_rebuild(const struct kacs_sd *sd)
{
	struct kacs_sd *part, *whole, *again;
	u32 len, len_again;
	u8 *bytes;

	/* Parts that overlap may be too much when they are laid apart. */
	if (kacs_sd_subset(sd, ALL_PARTS, NULL, 0, &len) == KACS_E_TOO_LARGE)
		return;
	bytes = fuzz_memory(len);
	must(kacs_sd_subset(sd, ALL_PARTS, bytes, len, &len) == 0);
	part = fuzz_prepare(bytes, len);
	fuzz_same_parts(sd, part);
	free(bytes);
	if (kacs_sd_merge(NULL, part, ALL_PARTS, NULL, 0, &len)) {
		must(!sd->owner.len);
		free(part);
		return;
	}
	bytes = fuzz_memory(len);
	must(kacs_sd_merge(NULL, part, ALL_PARTS, bytes, len, &len) == 0);
	whole = fuzz_prepare(bytes, len);
	fuzz_same_parts(sd, whole);
	must(kacs_sd_merge(whole, whole, ALL_PARTS, bytes, len, &len_again) ==
	     0);
	again = fuzz_prepare(bytes, len_again);
	must(len == len_again && memcmp(whole->bytes, again->bytes, len) == 0);
	free(bytes);
	free(again);
	free(whole);
	free(part);
}

/*
 * A child is well-formed, has no generic right in an ACE that is evaluated, and
 * no inherited ACE that its parent did not make inheritable.
 */
static inline void fuzz_child(const struct kacs_inherit *inherit)
{
	const struct kacs_ace *aces;
	struct kacs_sd *child;
	u32 i, len, written;
	u8 *bytes;

	if (kacs_inherit_sd(inherit, NULL, 0, &len, NULL))
		return;
	bytes = fuzz_memory(len);
	must(kacs_inherit_sd(inherit, bytes, len - 1, &written, NULL) ==
	     KACS_E_NO_ROOM);
	must(kacs_inherit_sd(inherit, bytes, len, &written, NULL) == 0);
	must(written == len);
	child = fuzz_prepare(bytes, len);
	must(child->owner.len);
	aces = kacs_sd_dacl(child);
	for (i = 0; i < child->dacl.count; i++) {
		must(aces[i].kind >= KACS_ACE_KIND_OTHER ||
		     !(aces[i].mask & KACS_GENERIC_MASK));
		must(inherit->creator || inherit->is_container ||
		     child->control & KACS_SE_DACL_DEFAULTED ||
		     !(aces[i].flags &
		       (KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT |
			KACS_ACE_INHERIT_ONLY)));
	}
	must(!(child->control & (KACS_SE_DACL_AUTO_INHERIT_REQ |
				 KACS_SE_SACL_AUTO_INHERIT_REQ)));
	free(child);
	free(bytes);
}

/* The trace changes no answer, and no answer has what was not desired. */
static inline void fuzz_check(const struct kacs_token *token,
			      const struct kacs_sd *sd, u32 desired)
{
	struct kacs_trace_entry entries[8];
	struct kacs_decision bare, traced, all;
	struct kacs_trace trace;
	struct kacs_check check = {
		.token = token,
		.sd = sd,
		.mapping = &kacs_file_mapping,
		.desired = desired,
		.privilege_intent = desired & 3,
		.self = sd->owner,
	};

	kacs_access_check(&check, &bare, NULL);
	kacs_trace_init(&trace, entries, 8);
	kacs_access_check(&check, &traced, &trace);
	must(bare.allowed == traced.allowed);
	must(bare.granted == traced.granted);
	must(bare.privilege_granted == traced.privilege_granted);
	must(!bare.allowed || (bare.granted & bare.desired) == bare.desired);
	must(bare.maximum_allowed || !(bare.granted & ~bare.desired));
	must(!(bare.privilege_granted & ~bare.granted));
	must(!(bare.granted & ~0x011fffffu));
	check.desired = desired | KACS_MAXIMUM_ALLOWED;
	kacs_access_check(&check, &all, NULL);
	must((all.granted & bare.desired) == (bare.granted & bare.desired));
}

#endif /* KACS_TESTS_FUZZ_CORE_H */
