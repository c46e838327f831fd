// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs mount: what a file system makes of files without a descriptor. */
#include "kacs.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage_text[] =
	"kacs mount show [--json] PATH...\n"
	"       kacs mount set [--template SDDL] [--json] POLICY PATH...\n"
	"       POLICY: deny-missing, synthesize-ephemeral, synthesize-persistent";

/* By KACS_MOUNT_POLICY_*. */
static const char *const policies[] = {
	NULL,
	"unmanaged",
	"deny-missing",
	"synthesize-ephemeral",
	"synthesize-persistent",
};

#define POLICIES (sizeof(policies) / sizeof(policies[0]))

struct request {
	bool json;
	const char *template; /* NULL: none */
	struct kacs_mount_policy_args args;
};

static const char *policy_name(uint32_t policy)
{
	return policy > 0 && policy < POLICIES ? policies[policy] : "unknown";
}

/* 0 after a message. */
static uint32_t policy_of(const char *name)
{
	uint32_t policy;

	for (policy = KACS_MOUNT_POLICY_DENY_MISSING; policy < POLICIES;
	     policy++)
		if (strcmp(policies[policy], name) == 0)
			return policy;
	fail("\"%s\" is no policy: expected deny-missing, synthesize-ephemeral or synthesize-persistent",
	     name);
	return 0;
}

static int print_policy(const char *path, uint32_t policy, uint32_t generation,
			const char *template, bool json)
{
	if (json)
		return print_json(
			json_pack("{s:s, s:s, s:I, s:s?}", "path", path,
				  "policy", policy_name(policy), "generation",
				  (json_int_t)generation, "template", template),
			STATUS_ALLOWED);
	printf("%s: %s%s%s\n", path, colour(COLOUR_BOLD), policy_name(policy),
	       colour(COLOUR_PLAIN));
	if (template)
		printf("  template: %s\n", template);
	return STATUS_ALLOWED;
}

static int show_fd(const char *path, int fd, bool json)
{
	struct kacs_diagnostic diagnostic;
	uint32_t policy, generation;
	char *text = NULL;
	uint8_t *sd;
	int status;
	size_t len;

	if (kacs_mount_policy_of(fd, &policy, &generation, &sd, &len) < 0)
		return fail_errno("%s: cannot read the policy of its mount",
				  path);
	if (sd && kacs_sddl_format(sd, len, &text, NULL, &diagnostic) < 0)
		status = fail_with(&diagnostic, "%s: the template", path);
	else
		status = print_policy(path, policy, generation, text, json);
	free(text);
	free(sd);
	return status;
}

static int set_fd(const char *path, int fd,
		  const struct kacs_mount_policy_args *args)
{
	if (kacs_sys_set_mount_policy(fd, args, sizeof(*args)) == 0)
		return STATUS_ALLOWED;
	if (errno == EOPNOTSUPP)
		return fail(
			"%s: its file system cannot have the policy %s: it is the kernel's own, or keeps no extended attributes",
			path, policy_name(args->policy));
	return fail_errno("%s: cannot set the policy of its mount", path);
}

/* Set, if a policy was given, and shown. */
static int one_path(const char *path, const struct request *request)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	int status = STATUS_ALLOWED;

	if (fd < 0)
		return fail_errno("%s", path);
	if (request->args.policy)
		status = set_fd(path, fd, &request->args);
	if (status == STATUS_ALLOWED)
		status = show_fd(path, fd, request->json);
	close(fd);
	return status;
}

static int all_paths(char **paths, const struct request *request)
{
	int status = STATUS_ALLOWED, each;

	for (; *paths; paths++) {
		each = one_path(*paths, request);
		if (each > status)
			status = each;
	}
	return status;
}

/* @arguments: POLICY PATH... */
static int set_all(char **arguments, struct request *request)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *sd = NULL;
	size_t len = 0;
	int status;

	request->args.policy = policy_of(arguments[0]);
	if (!request->args.policy)
		return STATUS_ERROR;
	if (request->template &&
	    request->args.policy == KACS_MOUNT_POLICY_DENY_MISSING)
		return fail(
			"deny-missing makes nothing up, so it takes no --template");
	if (request->template &&
	    kacs_sddl_parse(request->template, strlen(request->template), NULL,
			    &sd, &len, &diagnostic) < 0)
		return fail_with(&diagnostic, "--template");
	request->args.template_sd_ptr = (uintptr_t)sd;
	request->args.template_sd_len = (uint32_t)len;
	status = all_paths(arguments + 1, request);
	free(sd);
	return status;
}

static int run_verb(int argc, char **argv, bool set)
{
	struct request request = {.json = false};
	const struct command_option options[] = {
		{"json", .flag = &request.json},
		{"template", .text = &request.template},
		{.name = NULL},
	};

	parse_options(argc, argv, options, usage_text);
	if (argc - optind < (set ? 2 : 1) || (request.template && !set))
		return usage(usage_text);
	return set ? set_all(argv + optind, &request)
		   : all_paths(argv + optind, &request);
}

int cmd_mount(int argc, char **argv)
{
	if (argc >= 2 && strcmp(argv[1], "show") == 0)
		return run_verb(argc - 1, argv + 1, false);
	if (argc >= 2 && strcmp(argv[1], "set") == 0)
		return run_verb(argc - 1, argv + 1, true);
	if (argc >= 2 && strcmp(argv[1], "--help") == 0)
		return help(usage_text);
	return usage(usage_text);
}
