/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * How to ask: the options that check, explain, effective and diff share, and
 * the fields of the same names in a batch.
 */
#ifndef KACS_TOOLS_HOW_H
#define KACS_TOOLS_HOW_H

#include "options.h"

enum how_option {
	HOW_MAPPING,
	HOW_SELF,
	HOW_PIP,
	HOW_INTENT,
	HOW_LOCAL,
	HOW_TREE,
	HOW_POLICY,
};

/* clang-format off */
#define HOW_OPTION(name, which, how) \
	{name, .set = how_set, .to = (how), .value = (which)}
#define HOW_OPTIONS(how) \
	HOW_OPTION("mapping", HOW_MAPPING, how), \
	HOW_OPTION("self", HOW_SELF, how), \
	HOW_OPTION("pip", HOW_PIP, how), \
	HOW_OPTION("intent", HOW_INTENT, how), \
	HOW_OPTION("local", HOW_LOCAL, how), \
	HOW_OPTION("tree", HOW_TREE, how), \
	HOW_OPTION("policy", HOW_POLICY, how)
/* clang-format on */

#define HOW_USAGE                                                             \
	"--mapping file|directory|process|token|registry|ds|none|R,W,X,A\n"   \
	"            --self SID, --pip TYPE,TRUST, --intent backup,restore\n" \
	"            --local CLAIMS.json, --tree TREE.json, --policy POLICY.json..."

/* Policies, one after the other, and then the set of them. */
struct policies {
	struct kacs_authz_policy **list;
	size_t count;
	struct kacs_authz_policies *set;
};

/* Each returns 0, or -1 with what is wrong in the diagnostic. */
int policies_add(struct policies *policies, const char *text, size_t len,
		 struct kacs_diagnostic *diagnostic);
int policies_end(struct policies *policies, struct kacs_diagnostic *diagnostic);
void policies_free(struct policies *policies);

/* The prepared form of JSON text; NULL with what is wrong. */
struct kacs_authz_claims *claims_of(const char *text, size_t len,
				    struct kacs_diagnostic *diagnostic);
struct kacs_authz_tree *tree_of(const char *text, size_t len,
				struct kacs_diagnostic *diagnostic);

/*
 * The parts of a question in words. Each returns 0, or -1 with what is wrong in
 * the diagnostic.
 */
int parse_mapping(const char *text, struct kacs_authz_question *question,
		  uint32_t *object_type, struct kacs_diagnostic *diagnostic);
int parse_pip(const char *text, struct kacs_authz_question *question,
	      struct kacs_diagnostic *diagnostic);
int parse_intent(const char *text, struct kacs_authz_question *question,
		 struct kacs_diagnostic *diagnostic);

struct how {
	struct kacs_authz_question question; /* all but who and what */
	uint32_t type;			     /* KACS_OBJECT_* */
	bool mapped;			     /* --mapping */
	bool intent;			     /* --intent */
	struct kacs_authz_claims *claims;
	struct kacs_authz_tree *tree;
	struct policies policies;
	uint8_t self[KACS_SID_MAX_BYTES];
};

/* A file's rights, and nothing special. */
void how_init(struct how *how);

/* One of the options, of which .value is a HOW_* and .to a struct how. */
int how_set(const struct command_option *option, const char *text);

/* Behind the last option. Returns a status. */
int how_end(struct how *how);

/* The same for an explanation: all but who, what and for which rights. */
void how_question(const struct how *how, struct kacs_question *question);

void how_free(struct how *how);

#endif /* KACS_TOOLS_HOW_H */
