// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "samba_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

/* Of samba-dev; they need what stands before them. */
#include <core/ntstatus.h>
#include <util/data_blob.h>
#include <gen_ndr/security.h>

/*
 * No header of samba-dev declares it. Its arguments are those of its Python
 * binding, which turns the last one into its result.
 */
NTSTATUS se_access_check(const struct security_descriptor *sd,
			 const struct security_token *token,
			 uint32_t access_desired, uint32_t *access_granted);

struct samba_check {
	struct security_descriptor sd;
	struct security_acl dacl;
	struct dom_sid owner;
	struct dom_sid group;
	struct security_token token;
	u32 desired;
};

static void *zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		abort();
	return memory;
}

static struct dom_sid dom_sid_of(const struct kacs_sid *sid)
{
	struct dom_sid out = {
		.sid_rev_num = sid->bytes[0],
		.num_auths = (int8_t)sid->bytes[1],
	};
	u32 i;

	memcpy(out.id_auth, sid->bytes + 2, 6);
	for (i = 0; i < sid->bytes[1]; i++)
		out.sub_auths[i] = kacs_load_le32(sid->bytes + 8 + 4 * i);
	return out;
}

static void convert_descriptor(struct samba_check *samba,
			       const struct kacs_sd *sd)
{
	const struct kacs_ace *aces = kacs_sd_dacl(sd);
	struct security_ace *out;
	struct kacs_sid sid;
	u32 i;

	out = zeroed(sd->dacl.count, sizeof(*out));
	for (i = 0; i < sd->dacl.count; i++) {
		sid = kacs_ace_sid(sd, &aces[i]);
		out[i].type = aces[i].type;
		out[i].flags = aces[i].flags;
		out[i].size = kacs_ace_size(sd, &aces[i]);
		out[i].access_mask = aces[i].mask;
		out[i].trustee = dom_sid_of(&sid);
	}
	samba->dacl.revision = SECURITY_ACL_REVISION_ADS;
	samba->dacl.num_aces = sd->dacl.count;
	samba->dacl.aces = out;
	samba->owner = dom_sid_of(&sd->owner);
	samba->group = dom_sid_of(&sd->group);
	samba->sd.revision = SECURITY_DESCRIPTOR_REVISION_1;
	samba->sd.type = sd->control;
	samba->sd.owner_sid = &samba->owner;
	samba->sd.group_sid = &samba->group;
	samba->sd.dacl = &samba->dacl;
}

static void convert_token(struct samba_check *samba,
			  const struct test_token *token)
{
	struct dom_sid *out;
	struct kacs_sid sid;
	u32 i;

	out = zeroed(token->groups.count + 1, sizeof(*out));
	sid = test_sid(token->user);
	out[0] = dom_sid_of(&sid);
	for (i = 0; i < token->groups.count; i++) {
		sid = test_sid(token->groups.entries[i].sid);
		out[i + 1] = dom_sid_of(&sid);
	}
	samba->token.num_sids = token->groups.count + 1;
	samba->token.sids = out;
}

struct samba_check *samba_check_new(const struct kacs_check *check,
				    const struct test_token *token)
{
	struct samba_check *samba = zeroed(1, sizeof(*samba));
	u32 granted = 0, ours = test_answer(check).granted;
	NTSTATUS status;

	samba->desired = check->desired;
	convert_descriptor(samba, check->sd);
	convert_token(samba, token);
	status = se_access_check(&samba->sd, &samba->token, samba->desired,
				 &granted);
	if (!NT_STATUS_IS_OK(status) || granted != ours) {
		fprintf(stderr,
			"Samba: expected %#x granted, got status %#x, %#x\n",
			ours, NT_STATUS_V(status), granted);
		exit(1);
	}
	return samba;
}

void samba_check_free(struct samba_check *samba)
{
	free(samba->dacl.aces);
	free(samba->token.sids);
	free(samba);
}

u32 samba_check_many(const void *context, u32 count)
{
	const struct samba_check *samba = context;
	u32 sum = 0, granted = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		se_access_check(&samba->sd, &samba->token, samba->desired,
				&granted);
		sum += granted;
	}
	return sum;
}
