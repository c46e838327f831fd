// SPDX-License-Identifier: GPL-2.0-only
/*
 * FilterToken: PSD-004 4.4.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "session.h"
#include "token.h"
#include "token_internal.h"

/*
 * The restricting SIDs of the result. Of a source that is restricted already
 * only those stay that are asked for, too; with none asked for all stay.
 * @common has room for all that are asked for, or is NULL if none is needed.
 */
static int kacs_restricting(const struct kacs_identity *source,
			    const struct kacs_sid_list *asked,
			    struct kacs_sid_and_attributes *common,
			    struct kacs_sid_list *result)
{
	const struct kacs_membership *member;
	u32 i, count = 0;

	if (!common) {
		*result =
			source->restricted.count ? source->restricted : *asked;
		return 0;
	}
	for (i = 0; i < asked->count; i++) {
		member = kacs_identity_find(source, &asked->entries[i].sid);
		if (member && member->roles & KACS_MEMBER_RESTRICTED)
			common[count++] = asked->entries[i];
	}
	*result = (struct kacs_sid_list){common, count};
	return count ? 0 : -EINVAL;
}

static struct kacs_identity_object *
kacs_restricted_identity(struct kacs_identity_object *source,
			 const struct kacs_token_view *view,
			 const struct kacs_sid_list *restricting)
{
	u32 len = kacs_token_serialize(view, restricting, NULL);
	struct kacs_identity_object *identity;
	u8 *spec;

	if (len > KACS_TOKEN_SPEC_MAX_BYTES)
		return ERR_PTR(-EINVAL);
	spec = kvmalloc(len, GFP_KERNEL_ACCOUNT);
	if (!spec)
		return ERR_PTR(-ENOMEM);
	kacs_token_serialize(view, restricting, spec);
	identity = kacs_identity_create(spec, len, NULL, source->session,
					source->created_at);
	kvfree(spec);
	return identity;
}

/* Nothing that the source lost comes back. */
static void kacs_take_away(struct kacs_token_view *view,
			   const struct kacs_restriction *restriction)
{
	struct kacs_token *state = &view->state;

	view->privileges_present &= ~restriction->privileges;
	view->privileges_default &= ~restriction->privileges;
	state->privileges_enabled &= ~restriction->privileges;
	state->groups_deny_only |= restriction->deny_only;
	state->write_restricted |= restriction->write_restricted;
	state->user_deny_only |= state->write_restricted;
}

/*
 * The identity says which groups were enabled when the source was created, so
 * that to reset them comes to the same as in the source (4.5); the token says
 * which are now.
 */
static struct kacs_token_object *
kacs_token_filtered(struct kacs_token_object *source,
		    struct kacs_token_view *view,
		    const struct kacs_sid_list *restricting,
		    struct kacs_token_object *creator)
{
	const u64 groups_enabled = view->state.groups_enabled;
	struct kacs_identity_object *identity;
	struct kacs_token_object *token;
	struct kacs_token created;
	struct kacs_sd_object *sd;

	kacs_token_init(&created, kacs_token_identity(source));
	view->state.groups_enabled = created.groups_enabled;
	identity =
		kacs_restricted_identity(source->identity, view, restricting);
	if (IS_ERR(identity))
		return ERR_CAST(identity);
	sd = kacs_default_token_sd(&identity->identity->user,
				   &kacs_token_identity(creator)->user);
	token = kacs_token_from_identity(identity, sd);
	/* Nobody else has seen it yet: no lock. */
	if (IS_ERR(token))
		return token;
	token->state.groups_enabled = groups_enabled;
	token->privileges_default = view->privileges_default;
	return token;
}

struct kacs_token_object *
kacs_token_restrict(struct kacs_token_object *source,
		    const struct kacs_restriction *restriction,
		    struct kacs_token_object *creator)
{
	const struct kacs_identity *identity = kacs_token_identity(source);
	const struct kacs_sid_list *asked = &restriction->restricting;
	struct kacs_sid_and_attributes *common = NULL;
	struct kacs_token_object *token;
	struct kacs_sid_list restricting;
	struct kacs_token_view view;
	int error;

	if (identity->restricted.count && asked->count) {
		common = kvmalloc_array(asked->count, sizeof(*common),
					GFP_KERNEL_ACCOUNT);
		if (!common)
			return ERR_PTR(-ENOMEM);
	}
	kacs_token_view(source, &view);
	kacs_take_away(&view, restriction);
	error = kacs_restricting(identity, asked, common, &restricting);
	token = error ? ERR_PTR(error)
		      : kacs_token_filtered(source, &view, &restricting,
					    creator);
	kacs_token_view_put(&view);
	kvfree(common);
	return token;
}
