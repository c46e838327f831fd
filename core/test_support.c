// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Descriptors and tokens for tests.
 */
#include <stdio.h>
#include <stdlib.h>

#include "test_support.h"

struct block {
	struct block *next;
	void *memory;
};

static struct block *blocks;

static void *allocate(size_t size)
{
	struct block *block = malloc(sizeof(*block));

	if (!block)
		abort();
	block->memory = calloc(1, size ? size : 1);
	if (!block->memory)
		abort();
	block->next = blocks;
	blocks = block;
	return block->memory;
}

int test_forget(void **state)
{
	struct block *next;

	(void)state;
	for (; blocks; blocks = next) {
		next = blocks->next;
		free(blocks->memory);
		free(blocks);
	}
	return 0;
}

void test_dump(const char *title, const u8 *bytes, u32 len)
{
	u32 i;

	fprintf(stderr, "%s (%u bytes):", title, len);
	for (i = 0; i < len; i++)
		fprintf(stderr, "%s%02x", i % 4 ? "" : " ", bytes[i]);
	fputc('\n', stderr);
}

struct test_bytes test_copy(const void *bytes, u32 len)
{
	struct test_bytes copy = {allocate(len), len};

	if (bytes)
		memcpy(copy.bytes, bytes, len);
	return copy;
}

/* A growing string of bytes. */
struct buffer {
	u8 bytes[1 << 17];
	u32 len;
};

static void put(struct buffer *buffer, const void *bytes, u32 len)
{
	if (len > sizeof(buffer->bytes) - buffer->len)
		abort();
	if (len)
		memcpy(buffer->bytes + buffer->len, bytes, len);
	buffer->len += len;
}

static void put32(struct buffer *buffer, u32 value)
{
	u8 bytes[4];

	kacs_store_le32(bytes, value);
	put(buffer, bytes, 4);
}

struct kacs_sid test_sid(const char *text)
{
	u8 bytes[KACS_SID_MAX_BYTES];
	struct kacs_sid sid;
	u32 sub[15];
	u32 count = 0;
	char *end;
	u64 authority;

	if (strncmp(text, "S-1-", 4) != 0)
		abort();
	authority = strtoull(text + 4, &end, 0);
	while (*end == '-' && count < 15)
		sub[count++] = (u32)strtoull(end + 1, &end, 10);
	if (*end)
		abort();
	sid.len = kacs_sid_make(bytes, authority, sub, count);
	sid.bytes = test_copy(bytes, sid.len).bytes;
	sid.hash = kacs_sid_hash(sid.bytes, sid.len);
	return sid;
}

static void put_sid(struct buffer *buffer, const char *text)
{
	struct kacs_sid sid = test_sid(text);

	put(buffer, sid.bytes, sid.len);
}

static void put_ace(struct buffer *buffer, const struct test_ace *ace)
{
	u32 start = buffer->len;
	u8 head[4] = {ace->type, ace->flags, 0, 0};

	put(buffer, head, 4);
	put32(buffer, ace->mask);
	if (ace->sid)
		put_sid(buffer, ace->sid);
	put(buffer, ace->data, ace->data_len);
	kacs_store_le16(buffer->bytes + start + 2, (u16)(buffer->len - start));
}

static void put_acl(struct buffer *buffer, const struct test_acl *acl)
{
	u32 start = buffer->len;
	u8 head[8] = {acl->revision ? acl->revision : KACS_ACL_REVISION};
	u32 i;

	put(buffer, head, 8);
	for (i = 0; i < acl->count; i++)
		put_ace(buffer, &acl->aces[i]);
	kacs_store_le16(buffer->bytes + start + 2, (u16)(buffer->len - start));
	kacs_store_le16(buffer->bytes + start + 4, (u16)acl->count);
}

static struct test_bytes finish(struct buffer *buffer)
{
	struct test_bytes bytes = test_copy(buffer->bytes, buffer->len);

	free(buffer);
	return bytes;
}

static struct buffer *start(void)
{
	struct buffer *buffer = calloc(1, sizeof(*buffer));

	if (!buffer)
		abort();
	return buffer;
}

struct test_bytes test_acl_bytes(const struct test_acl *acl)
{
	struct buffer *buffer = start();

	put_acl(buffer, acl);
	return finish(buffer);
}

static u32 put_component(struct buffer *buffer, const char *sid,
			 const struct test_acl *acl)
{
	u32 offset = buffer->len;

	if (sid)
		put_sid(buffer, sid);
	if (acl)
		put_acl(buffer, acl);
	return buffer->len == offset ? 0 : offset;
}

struct test_bytes test_sd_bytes(const struct test_sd *sd)
{
	struct buffer *buffer = start();
	u8 head[20] = {1};
	u16 control = sd->control | KACS_SE_SELF_RELATIVE;

	if (sd->dacl)
		control |= KACS_SE_DACL_PRESENT;
	if (sd->sacl)
		control |= KACS_SE_SACL_PRESENT;
	put(buffer, head, sizeof(head));
	kacs_store_le16(head + 2, control);
	kacs_store_le32(head + 4, put_component(buffer, sd->owner, NULL));
	kacs_store_le32(head + 8, put_component(buffer, sd->group, NULL));
	kacs_store_le32(head + 12, put_component(buffer, NULL, sd->sacl));
	kacs_store_le32(head + 16, put_component(buffer, NULL, sd->dacl));
	memcpy(buffer->bytes, head, sizeof(head));
	return finish(buffer);
}

const struct kacs_sd *test_prepare(struct test_bytes bytes)
{
	struct kacs_error error = {KACS_OK, 0};
	const struct kacs_sd *sd;
	u32 size = 0;

	if (kacs_sd_measure(bytes.bytes, bytes.len, &size, &error) ||
	    kacs_sd_prepare(allocate(size), size, bytes.bytes, bytes.len, &sd,
			    &error)) {
		fprintf(stderr, "malformed at byte %u: %s\n", error.offset,
			kacs_reason_text(error.reason));
		test_dump("descriptor", bytes.bytes, bytes.len);
		abort();
	}
	return sd;
}

const struct kacs_sd *test_sd(const struct test_sd *sd)
{
	return test_prepare(test_sd_bytes(sd));
}

/* Latin-1 as UTF-16LE, without an end. */
static void put_units(struct buffer *buffer, const char *text)
{
	u8 unit[2] = {0, 0};

	for (; *text; text++) {
		unit[0] = (u8)*text;
		put(buffer, unit, 2);
	}
}

static void put_claim_value(struct buffer *buffer,
			    const struct test_claim *claim, u32 index)
{
	const char *text = claim->texts[index];

	if (claim->type != KACS_CLAIM_STRING && claim->type != KACS_CLAIM_SID &&
	    claim->type != KACS_CLAIM_OCTET) {
		put32(buffer, (u32)claim->numbers[index]);
		put32(buffer, (u32)(claim->numbers[index] >> 32));
		return;
	}
	put32(buffer, buffer->len + 4);
	if (claim->type == KACS_CLAIM_SID) {
		put_sid(buffer, text);
	} else if (claim->type == KACS_CLAIM_STRING) {
		put_units(buffer, text);
		put(buffer, "\0", 2);
	} else {
		put32(buffer, (u32)strlen(text));
		put(buffer, text, (u32)strlen(text));
	}
}

struct test_bytes test_claim_entry(const struct test_claim *claim)
{
	struct buffer *buffer = start();
	u8 head[16] = {0};
	u32 i;

	kacs_store_le16(head + 4, claim->type);
	kacs_store_le32(head + 8, claim->flags);
	kacs_store_le32(head + 12, claim->count);
	put(buffer, head, sizeof(head));
	for (i = 0; i < claim->count; i++)
		put32(buffer, 0);
	kacs_store_le32(buffer->bytes, buffer->len);
	put_units(buffer, claim->name);
	put(buffer, "\0", 2);
	for (i = 0; i < claim->count; i++) {
		kacs_store_le32(buffer->bytes + 16 + 4 * i, buffer->len);
		put_claim_value(buffer, claim, i);
	}
	while (buffer->len % 4)
		put(buffer, "", 1);
	return finish(buffer);
}

struct test_bytes test_claim_array(const struct test_claim *claims, u32 count)
{
	struct buffer *buffer = start();
	struct test_bytes entry;
	u32 i;

	for (i = 0; i < count; i++) {
		entry = test_claim_entry(&claims[i]);
		put32(buffer, entry.len);
		put(buffer, entry.bytes, entry.len);
	}
	return finish(buffer);
}

struct test_token test_token(const char *user)
{
	return (struct test_token){
		.spec =
			{
				.version = KACS_TOKEN_SPEC_VERSION,
				.token_type = KACS_TOKEN_PRIMARY,
				.integrity_rid = KACS_INTEGRITY_MEDIUM,
				.mandatory_policy = KACS_POLICY_NO_WRITE_UP,
				.projected_uid = 1001,
				.projected_gid = 1001,
			},
		.user = user,
	};
}

void test_add(struct test_list *list, const char *sid, u32 attributes)
{
	if (list->count >= TEST_MAX_LIST)
		abort();
	list->entries[list->count].sid = sid;
	list->entries[list->count].attributes = attributes;
	list->count++;
}

static void put_list(struct buffer *buffer, const struct test_list *list,
		     u32 *offset, u32 *count)
{
	struct kacs_sid sid;
	u32 i;

	*count = list->count;
	*offset = list->count ? buffer->len : 0;
	for (i = 0; i < list->count; i++) {
		sid = test_sid(list->entries[i].sid);
		put32(buffer, sid.len);
		put(buffer, sid.bytes, sid.len);
		put32(buffer, list->entries[i].attributes);
	}
}

static void put_section(struct buffer *buffer, struct test_bytes section,
			u32 *offset, u32 *len)
{
	*offset = section.len ? buffer->len : 0;
	*len = section.len;
	put(buffer, section.bytes, section.len);
}

struct test_bytes test_token_bytes(const struct test_token *token)
{
	struct buffer *buffer = start();
	struct kacs_token_spec spec = token->spec;
	struct kacs_sid confinement;

	put(buffer, &spec, sizeof(spec));
	spec.user_sid_offset = buffer->len;
	put_sid(buffer, token->user);
	put_list(buffer, &token->groups, &spec.groups_offset,
		 &spec.groups_count);
	put_list(buffer, &token->restricted, &spec.restricted_sids_offset,
		 &spec.restricted_sids_count);
	put_list(buffer, &token->capabilities, &spec.confinement_caps_offset,
		 &spec.confinement_caps_count);
	put_list(buffer, &token->device_groups, &spec.device_groups_offset,
		 &spec.device_groups_count);
	put_list(buffer, &token->restricted_device_groups,
		 &spec.restricted_device_groups_offset,
		 &spec.restricted_device_groups_count);
	if (token->confinement) {
		confinement = test_sid(token->confinement);
		put_section(buffer,
			    test_copy(confinement.bytes, confinement.len),
			    &spec.confinement_sid_offset,
			    &spec.confinement_sid_len);
	}
	if (token->default_dacl)
		put_section(buffer, test_acl_bytes(token->default_dacl),
			    &spec.default_dacl_offset, &spec.default_dacl_len);
	put_section(buffer, token->user_claims, &spec.user_claims_offset,
		    &spec.user_claims_len);
	put_section(buffer, token->device_claims, &spec.device_claims_offset,
		    &spec.device_claims_len);
	put_section(buffer, token->gids, &spec.supp_gids_offset,
		    &spec.supp_gids_count);
	spec.supp_gids_count /= 4;
	/* The tests run on little-endian machines only. */
	memcpy(buffer->bytes, &spec, sizeof(spec));
	return finish(buffer);
}

const struct kacs_identity *test_identity(const struct test_token *token)
{
	struct test_bytes bytes = test_token_bytes(token);
	struct kacs_error error = {KACS_OK, 0};
	const struct kacs_identity *identity;
	u32 size = 0;

	if (kacs_identity_measure(bytes.bytes, bytes.len, NULL, &size,
				  &error) ||
	    kacs_identity_prepare(allocate(size), size, bytes.bytes, bytes.len,
				  NULL, &identity, &error)) {
		fprintf(stderr, "malformed token at byte %u: %s\n",
			error.offset, kacs_reason_text(error.reason));
		abort();
	}
	return identity;
}

struct kacs_token test_prepare_token(const struct test_token *token)
{
	struct kacs_token prepared;

	kacs_token_init(&prepared, test_identity(token));
	return prepared;
}

struct kacs_check test_question(const struct kacs_token *token,
				const struct kacs_sd *sd, u32 desired)
{
	return (struct kacs_check){
		.token = token,
		.sd = sd,
		.mapping = &kacs_file_mapping,
		.desired = desired,
	};
}

struct kacs_decision test_answer(const struct kacs_check *check)
{
	struct kacs_decision decision;

	/* The answer is complete, whatever was there before. */
	memset(&decision, 0xff, sizeof(decision));
	kacs_access_check(check, &decision, NULL);
	return decision;
}

struct kacs_decision test_check(const struct kacs_token *token,
				const struct kacs_sd *sd, u32 desired)
{
	struct kacs_check check = test_question(token, sd, desired);

	return test_answer(&check);
}

bool test_same_bytes(const struct kacs_sd *actual,
		     const struct kacs_sd *expected)
{
	if (actual->len == expected->len &&
	    memcmp(actual->bytes, expected->bytes, actual->len) == 0)
		return true;
	test_dump("expected", expected->bytes, expected->len);
	test_dump("actual", actual->bytes, actual->len);
	return false;
}
