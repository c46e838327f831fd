// SPDX-License-Identifier: GPL-2.0-only
/*
 * What AccessCheck leaves for the audit becomes events.
 */
#include <linux/overflow.h>
#include <linux/slab.h>

#include "../include/uapi/kacs/privilege.h"
#include "audit_event.h"
#include "denial.h"
#include "event_payload.h"
#include "policy.h"
#include "process.h"
#include "sd_object.h"
#include "token.h"

/* More than most checks leave: no allocation for them. */
#define KACS_FEW_EVENTS 4

/* One event, and what all events of a check share. */
struct kacs_audit_message {
	const struct kacs_audit_event *event;
	const struct kacs_event_subject *subject;
	const struct kacs_event_scene *scene;
	const struct kacs_audit_object *object;
};

static void kacs_put_head(struct kacs_msgpack *out,
			  const struct kacs_audit_message *message, u32 pairs)
{
	const struct kacs_audit_object *object = message->object;

	kacs_msgpack_map(out, pairs + 3 + kacs_event_objects(message->scene));
	kacs_event_put_subject(out, message->subject);
	kacs_event_put_bytes(out, "object_context", object->context,
			     object->context_len);
	kacs_event_put_process(out, message->scene);
	kacs_event_put_object(out, message->scene);
}

static void kacs_write_access(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_audit_message *message = data;
	const struct kacs_audit_event *event = message->event;
	bool sacl = event->kind == KACS_EVENT_SACL;

	kacs_put_head(out, message, 4);
	kacs_event_put_uint(out, "requested_access", event->requested);
	kacs_event_put_uint(out, "granted_access", event->granted);
	kacs_event_put_bool(out, "success", event->success);
	kacs_msgpack_text(out, "trigger");
	kacs_msgpack_map(out, 2);
	kacs_event_put_text(out, "kind", sacl ? "sacl" : "policy");
	kacs_event_put_bytes(out, "ace", event->ace_bytes,
			     sacl ? event->ace_len : 0);
}

/* Of the privileges that give rights to objects, or stand in for them. */
static const char *kacs_privilege_text(u64 privilege)
{
	switch (privilege) {
	case KACS_PRIVILEGE(KACS_SE_SECURITY):
		return "SeSecurityPrivilege";
	case KACS_PRIVILEGE(KACS_SE_BACKUP):
		return "SeBackupPrivilege";
	case KACS_PRIVILEGE(KACS_SE_RESTORE):
		return "SeRestorePrivilege";
	case KACS_PRIVILEGE(KACS_SE_DEBUG):
		return "SeDebugPrivilege";
	case KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP):
		return "SeTakeOwnershipPrivilege";
	default:
		return "SeRelabelPrivilege";
	}
}

static void kacs_write_privilege(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_audit_message *message = data;
	const struct kacs_audit_event *event = message->event;

	kacs_put_head(out, message, 5);
	kacs_event_put_text(out, "privilege",
			    kacs_privilege_text(event->privilege));
	kacs_event_put_uint(out, "requested_access", event->requested);
	kacs_event_put_uint(out, "granted_access", event->granted);
	kacs_event_put_uint(out, "surviving_access", event->surviving);
	kacs_event_put_bool(out, "success", event->success);
}

/*
 * The comparison is of all rules together, so no rule is named. (There are no
 * "sacl-error"s: the SACLs of policies are validated when they are set.)
 */
static void kacs_write_staging(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_audit_message *message = data;
	const struct kacs_audit_event *event = message->event;

	kacs_put_head(out, message, 9);
	kacs_event_put_text(out, "kind", "staging-mismatch");
	kacs_event_put_nil(out, "phase");
	kacs_event_put_nil(out, "policy_sid");
	kacs_event_put_nil(out, "rule_index");
	kacs_event_put_text(out, "reason", "staged-result-differs");
	kacs_event_put_uint(out, "requested_access", event->requested);
	kacs_event_put_uint(out, "effective_granted_access", event->granted);
	kacs_event_put_uint(out, "staged_granted_access", event->surviving);
	kacs_event_put_bool(out, "object_results_differ", event->nodes_differ);
}

static int kacs_audit_emit_one(const struct kacs_audit_message *message,
			       gfp_t gfp)
{
	switch (message->event->kind) {
	case KACS_EVENT_PRIVILEGE:
		return kacs_event_emit("privilege-use", kacs_write_privilege,
				       message, gfp);
	case KACS_EVENT_STAGING:
		return kacs_event_emit("caap-policy-diagnostic",
				       kacs_write_staging, message, gfp);
	default:
		return kacs_event_emit("access-audit", kacs_write_access,
				       message, gfp);
	}
}

static int kacs_audit_emit(const struct kacs_check *check,
			   const struct kacs_audit_object *object, gfp_t gfp)
{
	const struct kacs_event_subject subject = {
		.identity = check->token->identity,
		.integrity_level = check->token->integrity_level,
		.pip_type = check->pip_type,
		.pip_trust = check->pip_trust,
	};
	struct kacs_event_scene *scene = kacs_event_scene_make(gfp);
	struct kacs_audit_message message = {
		.subject = &subject,
		.scene = scene,
		.object = object,
	};
	int error = 0;
	u32 i;

	if (!scene)
		return -ENOMEM;
	if (object->place)
		kacs_event_scene_place(scene, object->place);
	for (i = 0; !error && i < check->audit->count; i++) {
		message.event = &check->audit->events[i];
		error = kacs_audit_emit_one(&message, gfp);
	}
	kfree(scene);
	return error;
}

typedef void kacs_audit_run(const struct kacs_check *check,
			    struct kacs_decision *decision);

static void kacs_audit_check(const struct kacs_check *check,
			     struct kacs_decision *decision)
{
	kacs_access_check(check, decision, NULL);
}

/* The same check of the same token, with room for what it has to tell. */
static int kacs_check_again(struct kacs_check *check,
			    struct kacs_decision *decision,
			    const struct kacs_audit_object *object,
			    kacs_audit_run *run, gfp_t gfp)
{
	struct kacs_audit *audit = check->audit;
	int error;

	audit->capacity = audit->count;
	audit->count = 0;
	audit->events = kacs_event_alloc(array_size(audit->capacity,
						    sizeof(*audit->events)),
					 gfp | __GFP_ACCOUNT);
	if (!audit->events)
		return -ENOMEM;
	run(check, decision);
	error = kacs_audit_emit(check, object, gfp);
	kvfree(audit->events);
	return error;
}

static int kacs_check_and_tell(struct kacs_token_object *token,
			       struct kacs_check *check,
			       struct kacs_decision *decision,
			       const struct kacs_audit_object *object,
			       kacs_audit_run *run, gfp_t gfp)
{
	struct kacs_audit_event few[KACS_FEW_EVENTS];
	struct kacs_audit audit = {.events = few, .capacity = KACS_FEW_EVENTS};
	struct kacs_token snapshot;
	int error = 0;

	kacs_token_snapshot(token, &snapshot);
	check->token = &snapshot;
	check->audit = &audit;
	run(check, decision);
	kacs_token_mark_used(token, decision->privileges_used);
	if (unlikely(audit.count > KACS_FEW_EVENTS))
		error = kacs_check_again(check, decision, object, run, gfp);
	else if (unlikely(audit.count))
		error = kacs_audit_emit(check, object, gfp);
	check->token = NULL;
	check->audit = NULL;
	return error;
}

int kacs_audited_check(struct kacs_token_object *token,
		       struct kacs_check *check, struct kacs_decision *decision,
		       const struct kacs_audit_object *object, gfp_t gfp)
{
	return kacs_check_and_tell(token, check, decision, object,
				   kacs_audit_check, gfp);
}

static struct kacs_pip kacs_asked_pip(const struct kacs_audited *asked)
{
	const struct task_struct *subject = asked->place->subject;

	return kacs_process_pip(subject ? subject : current);
}

int kacs_audit_decided(const struct kacs_audited *asked, u32 *alarms)
{
	const struct kacs_pip pip = kacs_asked_pip(asked);
	const struct kacs_audit_object object = {.place = asked->place};
	struct kacs_check check = {
		.sd = asked->object->sd,
		.mapping = asked->mapping,
		.desired = asked->desired,
		.privilege_intent = asked->place->privilege_intent,
		.pip_type = pip.type,
		.pip_trust = pip.trust,
	};
	struct kacs_policies *policies;
	struct kacs_decision decision;
	int error;

	if (!check.sd || !check.desired)
		return 0;
	policies = kacs_policies_get(check.sd);
	check.policies = kacs_policies_set(policies);
	error = kacs_check_and_tell(asked->token, &check, &decision, &object,
				    asked->by_handle ? kacs_audit_allowed
						     : kacs_audit_check,
				    asked->gfp);
	if (alarms)
		*alarms = decision.continuous_audit;
	kacs_policies_put(policies);
	return error;
}

int kacs_audit_unchecked(const struct kacs_audited *asked)
{
	if (unlikely(!asked->token))
		return -EACCES;
	if (!kacs_may_be_audited(kacs_token_identity(asked->token),
				 asked->object->sd))
		return 0;
	return kacs_audit_decided(asked, NULL);
}

int kacs_audit_privilege(const struct kacs_audited *asked, u32 bit)
{
	const struct kacs_pip pip = kacs_asked_pip(asked);
	const struct kacs_audit_object object = {.place = asked->place};
	struct kacs_audit_event event = {
		.kind = KACS_EVENT_PRIVILEGE,
		.success = true,
		.privilege = KACS_PRIVILEGE(bit),
		.requested = asked->desired,
		.granted = asked->desired,
		.surviving = asked->desired,
	};
	struct kacs_audit audit = {.events = &event, .capacity = 1, .count = 1};
	struct kacs_token snapshot;
	const struct kacs_check check = {
		.token = &snapshot,
		.pip_type = pip.type,
		.pip_trust = pip.trust,
		.audit = &audit,
	};

	if (likely(!(kacs_token_identity(asked->token)->spec.audit_policy &
		     KACS_AUDIT_PRIVILEGE_USE_SUCCESS)))
		return 0;
	kacs_token_snapshot(asked->token, &snapshot);
	return kacs_audit_emit(&check, &object, asked->gfp);
}
