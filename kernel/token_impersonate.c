// SPDX-License-Identifier: GPL-2.0-only
/*
 * Impersonation: PSD-004 chapter 9.
 */
#include <linux/err.h>
#include <linux/kacs_process.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "denial.h"
#include "process.h"

static bool kacs_is_restricted(const struct kacs_identity *identity)
{
	return identity->restricted.count ||
	       identity->restricted_device_groups.count;
}

/* Would the server leave its sandbox by becoming the client? */
static bool kacs_leaves_confinement(const struct kacs_identity *server,
				    const struct kacs_identity *client)
{
	return server->confinement.len && !server->spec.confinement_exempt &&
	       !(client->confinement.len && !client->spec.confinement_exempt &&
		 kacs_sid_equal(&server->confinement, &client->confinement));
}

static int kacs_refuse_restricted(struct kacs_token_object *server,
				  const struct kacs_token_object *client)
{
	static const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_TOKEN,
	};
	const struct kacs_gate gate = {
		.step = KACS_STEP_IMPERSONATION,
		.rule = KACS_RULE_RESTRICTED_SERVER,
		.error = -EPERM,
		.desired = KACS_TOKEN_IMPERSONATE,
		.level = client->state.impersonation_level,
		.where = &where,
	};

	return kacs_record_gate(server, &gate);
}

/* The identity gate of 9.2: 1 if it opens, 0 if it caps, or -EPERM. */
static int kacs_identity_gate(struct kacs_token_object *server,
			      struct kacs_token_object *client)
{
	const struct kacs_identity *server_id = kacs_token_identity(server);
	const struct kacs_identity *client_id = kacs_token_identity(client);
	bool same_user = kacs_sid_equal(&server_id->user, &client_id->user);
	bool server_restricted = kacs_is_restricted(server_id);
	bool client_restricted = kacs_is_restricted(client_id);

	if (same_user && server_restricted && !client_restricted)
		return kacs_refuse_restricted(server, client);
	if (same_user && server_restricted == client_restricted &&
	    !kacs_leaves_confinement(server_id, client_id))
		return 1;
	return kacs_token_use_privilege(server, KACS_SE_IMPERSONATE);
}

/*
 * The token that impersonating @client comes to, referenced. At Anonymous level
 * nobody becomes a somebody, so no gate is needed (9.1, 9.3).
 */
static struct kacs_token_object *
kacs_impersonated(struct kacs_token_object *server,
		  struct kacs_token_object *client)
{
	/* Type, level and integrity of a token never change: no lock. */
	const struct kacs_token *state = &client->state;
	int gate;

	if (state->token_type != KACS_TOKEN_IMPERSONATION)
		return ERR_PTR(-EINVAL);
	if (state->impersonation_level == KACS_LEVEL_ANONYMOUS)
		return kacs_token_get(kacs_anonymous_token);
	gate = kacs_identity_gate(server, client);
	if (gate < 0)
		return ERR_PTR(gate);
	if (gate && state->integrity_level <= server->state.integrity_level)
		return kacs_token_get(client);
	if (state->impersonation_level == KACS_LEVEL_IDENTIFICATION)
		return kacs_token_get(client);
	return kacs_token_duplicate(client, KACS_TOKEN_IMPERSONATION,
				    KACS_LEVEL_IDENTIFICATION, server);
}

struct cred *kacs_prepare_impersonation(const struct cred *base,
					struct kacs_token_object *token)
{
	const struct cred *old = override_creds(base);
	struct cred *new = prepare_creds();

	revert_creds(old);
	if (!new)
		return NULL;
	kacs_set_token(new, token);
	kacs_project_fs(new);
	kacs_project_supplementary(new);
	return new;
}

void kacs_show_impersonated(struct task_struct *task,
			    struct kacs_token_object *token)
{
	struct kacs_task *own = kacs_task_need(task, GFP_KERNEL | __GFP_NOFAIL);
	struct kacs_token_object *old;

	if (token)
		kacs_token_get(token);
	old = rcu_replace_pointer(own->impersonated, token, true);
	kacs_token_put(old);
}

/*
 * override_creds() leaves the reference that task->cred held to its caller, who
 * is to give it back to revert_creds(). Nobody keeps it for us until then, so
 * it is dropped here and taken again in kacs_revert(): exit_creds() puts each
 * of two different credentials once. get_cred() would also write what other
 * threads share.
 */
void kacs_override(struct cred *cred)
{
	kacs_show_impersonated(current, cred->kacs_token);
	put_cred(override_creds(cred));
	put_cred(cred);
}

void kacs_revert(void)
{
	if (!kacs_impersonating())
		return;
	revert_creds(get_new_cred((struct cred *)current_real_cred()));
	kacs_show_impersonated(current, NULL);
}

/* The memory of a server, which ends, is not its client's. */
void __kacs_coredump_begin(void)
{
	kacs_revert();
}

int kacs_impersonate(struct kacs_token_object *token)
{
	struct kacs_token_object *effective =
		kacs_impersonated(kacs_current_primary_token(), token);
	struct cred *new;

	if (IS_ERR(effective))
		return PTR_ERR(effective);
	new = kacs_prepare_impersonation(current_real_cred(), effective);
	kacs_token_put(effective);
	if (!new)
		return -ENOMEM;
	kacs_revert();
	kacs_override(new);
	return 0;
}
