// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs-stamp: put a security descriptor on every file of an ext4 image, by a
 * policy, and the signature in PATH.sig on PATH, without mounting it and
 * without being root; or list the descriptors that are there.
 */
#include "descriptor.h"
#include "policy.h"
#include "volume.h"

#include "core/signature.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* PATH.sig holds the signature of PATH. */
#define SIGNATURE_SUFFIX ".sig"

/* The first name that an inode with several was found under. */
struct linked {
	ext2_ino_t inode;
	char *path;
	const struct descriptor *descriptor;
};

struct stamping {
	struct policy policy;
	struct descriptors descriptors;
	struct linked *linked;
	size_t linked_count;
	size_t inodes;
};

static int usage(FILE *out, int status)
{
	fputs("usage: kacs-stamp IMAGE POLICY   put descriptors on all files\n"
	      "       kacs-stamp --list IMAGE   show the descriptor of each\n",
	      out);
	return status;
}

static int find_linked(struct stamping *stamping, ext2_ino_t inode,
		       struct linked **found)
{
	struct linked *list;
	size_t i;

	for (i = 0; i < stamping->linked_count; i++) {
		*found = &stamping->linked[i];
		if ((*found)->inode == inode)
			return 0;
	}
	list = reallocarray(stamping->linked, i + 1, sizeof(*list));
	if (!list)
		return -1;
	stamping->linked = list;
	*found = &list[stamping->linked_count++];
	**found = (struct linked){.inode = inode};
	return 0;
}

/*
 * An inode has one descriptor, whatever its names. Where they disagree nobody
 * can tell which was meant, and the weaker one would be an open door.
 *
 * Return: 1: its descriptor is written already; 0: write it; -1: reported.
 */
static int check_links(struct stamping *stamping,
		       const struct volume_file *file,
		       const struct descriptor *descriptor)
{
	struct linked *linked;

	if (file->directory || file->links < 2)
		return 0;
	if (find_linked(stamping, file->inode, &linked) != 0)
		goto no_memory;
	if (linked->path) {
		if (linked->descriptor == descriptor)
			return 1;
		fprintf(stderr,
			"%s: %s and %s are the same file, but the policy gives "
			"them different descriptors\n",
			stamping->policy.name, linked->path, file->path);
		return -1;
	}
	linked->descriptor = descriptor;
	linked->path = strdup(file->path);
	if (linked->path)
		return 0;
no_memory:
	fputs("kacs-stamp: out of memory\n", stderr);
	return -1;
}

/* The signature in a file, or false: it is about something else. */
static bool is_signature(const u8 *bytes, u64 size)
{
	return size == KACS_SIGNATURE_BYTES &&
	       kacs_signature_parse(bytes, (u32)size, NULL) == KACS_OK;
}

/*
 * A signature that was shipped beside its file becomes the attribute in which
 * the kernel looks for it (6.1 "Distribution").
 */
static bool sign_file(struct volume *volume, const char *path,
		      const char *signature)
{
	u8 bytes[KACS_SIGNATURE_BYTES];
	ext2_ino_t target = 0, source = 0;
	errcode_t error;
	u64 size = 0;

	error = volume_find(volume, path, &target);
	if (!error && target)
		error = volume_find(volume, signature, &source);
	if (!error && source)
		error = volume_read(volume, source, bytes, sizeof(bytes),
				    &size);
	if (!error && is_signature(bytes, size))
		error = volume_set_signature(volume, target, bytes,
					     sizeof(bytes));
	if (error)
		fprintf(stderr, "%s: cannot sign %s with %s: %s\n",
			volume->name, path, signature, error_message(error));
	return !error;
}

static bool stamp_signature(struct volume *volume,
			    const struct volume_file *file)
{
	size_t len = strlen(file->path), suffix = strlen(SIGNATURE_SUFFIX);
	char path[PATH_MAX];

	if (file->directory || len <= suffix || len >= sizeof(path) ||
	    strcmp(file->path + len - suffix, SIGNATURE_SUFFIX) != 0)
		return true;
	memcpy(path, file->path, len - suffix);
	path[len - suffix] = '\0';
	return sign_file(volume, path, file->path);
}

static void *stamp_file(struct volume *volume, const struct volume_file *file,
			void *context)
{
	struct stamping *stamping = context;
	struct policy_rule *rule =
		policy_find(&stamping->policy, file->path, file->directory);
	struct descriptor *descriptor;
	const char *message = NULL;
	errcode_t error;
	int links;

	descriptor = descriptor_inherit(&stamping->descriptors, file->parent,
					rule ? rule->sd : NULL,
					rule ? rule->sd_len : 0,
					file->directory, &message);
	if (!descriptor) {
		fprintf(stderr, "%s:%u: %s: %s\n", stamping->policy.name,
			rule ? rule->line : 0, file->path, message);
		return NULL;
	}
	if (rule)
		rule->uses++;
	links = check_links(stamping, file, descriptor);
	if (links < 0 || !stamp_signature(volume, file))
		return NULL;
	if (links > 0)
		return descriptor;
	error = volume_set_sd(volume, file->inode, descriptor->sd->bytes,
			      descriptor->sd->len);
	if (error) {
		fprintf(stderr, "%s: cannot write the descriptor of %s: %s\n",
			volume->name, file->path, error_message(error));
		return NULL;
	}
	descriptor->inodes++;
	stamping->inodes++;
	return descriptor;
}

/* A path that is not there is a slip of the pen; a pattern may match nothing. */
static int check_uses(const struct policy *policy)
{
	int status = 0;
	size_t i;

	for (i = 0; i < policy->count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->uses || rule->wildcard)
			continue;
		fprintf(stderr,
			"%s:%u: the image has no %s%s, or a later line "
			"decides about it\n",
			policy->name, rule->line,
			rule->directories_only ? "directory " : "",
			rule->pattern);
		status = -1;
	}
	return status;
}

static int stamp_volume(struct stamping *stamping, const char *image)
{
	struct volume volume;
	int status;

	if (volume_open(&volume, image, true) != 0)
		return -1;
	status = volume_walk(&volume, stamp_file, stamping);
	if (volume_close(&volume) != 0)
		status = -1;
	return status;
}

static int stamp(const char *image, const char *policy_name)
{
	struct stamping stamping = {0};
	FILE *file = fopen(policy_name, "re");
	int status;

	if (!file) {
		perror(policy_name);
		return 2;
	}
	status = policy_read(&stamping.policy, file, policy_name);
	fclose(file);
	if (!status)
		status = stamp_volume(&stamping, image);
	if (!status)
		status = check_uses(&stamping.policy);
	if (!status)
		printf("%s: %zu files, %zu distinct descriptors\n", image,
		       stamping.inodes, stamping.descriptors.count);
	while (stamping.linked_count)
		free(stamping.linked[--stamping.linked_count].path);
	free(stamping.linked);
	descriptors_free(&stamping.descriptors);
	policy_free(&stamping.policy);
	return status ? 2 : 0;
}

static void *list_file(struct volume *volume, const struct volume_file *file,
		       void *context)
{
	int *status = context;
	char *text = NULL;
	void *bytes;
	size_t len;
	errcode_t error = volume_get_sd(volume, file->inode, &bytes, &len);

	if (error) {
		fprintf(stderr, "%s: cannot read the descriptor of %s: %s\n",
			volume->name, file->path, error_message(error));
		*status = 2;
		return context;
	}
	if (bytes && len <= KACS_SD_MAX_BYTES)
		text = descriptor_to_sddl(bytes, (u32)len);
	printf("%s\t%s\n", file->path,
	       text    ? text
	       : bytes ? "(corrupt)"
		       : "(none)");
	if (!text && *status == 0)
		*status = 1;
	free(text);
	ext2fs_free_mem(&bytes);
	return context;
}

static int list(const char *image)
{
	struct volume volume;
	int status = 0;

	if (volume_open(&volume, image, false) != 0)
		return 2;
	if (volume_walk(&volume, list_file, &status) != 0 ||
	    volume_close(&volume) != 0)
		return 2;
	return status;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"list", no_argument, NULL, 'l'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	bool listing = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h')
			return usage(stdout, 0);
		if (option != 'l')
			return usage(stderr, 2);
		listing = true;
	}
	if (argc - optind != (listing ? 1 : 2))
		return usage(stderr, 2);
	if (listing)
		return list(argv[optind]);
	return stamp(argv[optind], argv[optind + 1]);
}
