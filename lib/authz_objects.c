// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What checks are about, prepared. */
#include "authz.h"
#include "identity.h"
#include "layout.h"
#include "report.h"
#include "../core/claim_index.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/names.h>

/* As of kacs_access_check() (13.6). */
#define LOCAL_CLAIMS_MAX_BYTES 65536u

struct kacs_authz_context *
kacs_authz_context_new(const uint8_t *spec, size_t len,
		       struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_context *context = malloc(sizeof(*context));

	if (!context) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	context->identity = kacs_prepare_identity(spec, len, diagnostic);
	if (!context->identity) {
		free(context);
		return NULL;
	}
	kacs_token_init(&context->token, context->identity);
	return context;
}

void kacs_authz_context_free(struct kacs_authz_context *context)
{
	if (!context)
		return;
	free((void *)context->identity);
	free(context);
}

struct kacs_authz_descriptor *
kacs_authz_descriptor_new(const uint8_t *sd, size_t len,
			  struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_descriptor *descriptor = malloc(sizeof(*descriptor));

	if (!descriptor) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	descriptor->sd = kacs_prepare_sd(sd, len, diagnostic);
	if (!descriptor->sd) {
		free(descriptor);
		return NULL;
	}
	return descriptor;
}

void kacs_authz_descriptor_free(struct kacs_authz_descriptor *descriptor)
{
	if (!descriptor)
		return;
	free((void *)descriptor->sd);
	free(descriptor);
}

/* Conditions then find claims, and values in them, without going through all. */
static bool make_index(struct kacs_authz_claims *claims)
{
	struct kacs_claim_census census;

	if (!claims->array.len ||
	    claims->array.len > KACS_CLAIM_INDEX_MAX_BYTES)
		return true;
	census = kacs_claims_census(&claims->array);
	claims->index = malloc(kacs_claim_index_words(&census) * sizeof(u32));
	if (!claims->index)
		return false;
	kacs_claims_index(&claims->array, claims->index);
	return true;
}

struct kacs_authz_claims *
kacs_authz_claims_new(const uint8_t *bytes, size_t len,
		      struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_claims *claims;
	struct kacs_error error;

	if (len > LOCAL_CLAIMS_MAX_BYTES) {
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "claims have at most %u bytes",
			    LOCAL_CLAIMS_MAX_BYTES);
		return NULL;
	}
	claims = malloc(sizeof(*claims) + len);
	if (!claims) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	claims->index = NULL;
	if (len)
		memcpy(claims->bytes, bytes, len);
	if (kacs_claims_prepare(claims->bytes, (u32)len, 0, &claims->array,
				&error) != KACS_OK) {
		free(claims);
		kacs_report_core(diagnostic, "not valid claims", &error);
		return NULL;
	}
	if (!make_index(claims)) {
		free(claims);
		kacs_report_memory(diagnostic);
		return NULL;
	}
	return claims;
}

void kacs_authz_claims_free(struct kacs_authz_claims *claims)
{
	if (claims)
		free(claims->index);
	free(claims);
}

struct kacs_authz_tree *kacs_authz_tree_new(const uint8_t *entries,
					    size_t count,
					    struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_tree *tree;
	struct kacs_error error;

	/* One more than may be, so that the core says so. */
	if (count > KACS_OBJECT_TREE_MAX)
		count = KACS_OBJECT_TREE_MAX + 1;
	tree = calloc(1, sizeof(*tree) + count * sizeof(tree->nodes[0]));
	if (!tree) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	if (kacs_object_tree_prepare(entries, (u32)count, tree->nodes,
				     &tree->tree, &error) != KACS_OK) {
		free(tree);
		kacs_report_core(diagnostic, "not a valid object type list",
				 &error);
		return NULL;
	}
	return tree;
}

void kacs_authz_tree_free(struct kacs_authz_tree *tree)
{
	free(tree);
}

size_t kacs_authz_tree_count(const struct kacs_authz_tree *tree)
{
	return tree->tree.count;
}

int kacs_authz_tree_node(const struct kacs_authz_tree *tree, size_t index,
			 struct kacs_authz_node *node)
{
	const struct kacs_object_node *from;
	struct kacs_authz_node known = {0};

	if (kacs_size_accept(node->size, sizeof(known)) < 0)
		return -1;
	if (index >= tree->tree.count) {
		errno = EINVAL;
		return -1;
	}
	from = &tree->nodes[index];
	known.level = from->level;
	memcpy(known.guid, from->guid, sizeof(known.guid));
	known.granted = from->granted;
	known.allowed = from->allowed;
	kacs_size_give(node, node->size, &known, sizeof(known));
	return 0;
}

struct kacs_authz_events *kacs_authz_events_new(size_t capacity)
{
	struct kacs_authz_events *events = NULL;

	if (capacity <= UINT32_MAX / sizeof(events->events[0]))
		events =
			calloc(1, sizeof(*events) +
					  capacity * sizeof(events->events[0]));
	if (!events) {
		errno = ENOMEM;
		return NULL;
	}
	events->audit.events = events->events;
	events->audit.capacity = (u32)capacity;
	return events;
}

void kacs_authz_events_free(struct kacs_authz_events *events)
{
	free(events);
}

size_t kacs_authz_events_count(const struct kacs_authz_events *events)
{
	return events->audit.count;
}

static u32 event_kind(u8 kind)
{
	switch (kind) {
	case KACS_EVENT_PRIVILEGE:
		return KACS_AUTHZ_PRIVILEGE_USE;
	case KACS_EVENT_SACL:
		return KACS_AUTHZ_AUDIT_ACE;
	case KACS_EVENT_FORCED:
		return KACS_AUTHZ_AUDIT_POLICY;
	default:
		return KACS_AUTHZ_STAGING;
	}
}

int kacs_authz_events_get(const struct kacs_authz_events *events, size_t index,
			  struct kacs_authz_event *event)
{
	const struct kacs_audit *audit = &events->audit;
	const struct kacs_audit_event *from;
	struct kacs_authz_event known = {0};
	struct kacs_sid sid;

	if (kacs_size_accept(event->size, sizeof(known)) < 0)
		return -1;
	if (index >= audit->count || index >= audit->capacity) {
		errno = EINVAL;
		return -1;
	}
	from = &events->events[index];
	known.kind = event_kind(from->kind);
	known.acl = from->acl;
	known.ace = from->ace;
	known.rule = from->rule;
	known.policy_ace = from->policy;
	if (from->kind == KACS_EVENT_SACL && from->acl == KACS_ACL_POLICY) {
		sid = kacs_ace_sid(events->sd,
				   &kacs_sd_sacl(events->sd)[from->policy]);
		known.policy_sid = sid.bytes;
		known.policy_sid_len = sid.len;
	}
	known.ace_len = from->ace_len;
	known.ace_bytes = from->ace_bytes;
	known.privilege = from->privilege;
	known.requested = from->requested;
	known.granted = from->granted;
	if (from->kind == KACS_EVENT_STAGING)
		known.staged = from->surviving;
	else
		known.surviving = from->surviving;
	known.success = from->success;
	known.nodes_differ = from->nodes_differ;
	kacs_size_give(event, event->size, &known, sizeof(known));
	return 0;
}
