(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* The rights decided so far, for the object and each of its properties:
   PSD-004 10.5. Without an object type list the object is a tree of one. *)

open Wire

type rights = { decided : int; granted : int }
type t = { guid : string option; rights : rights; children : t list }

let nothing = { decided = 0; granted = 0 }
let single = { guid = None; rights = nothing; children = [] }

(* First writer wins. *)
let grant mask rights =
  let fresh = Mask.without mask rights.decided in
  { decided = rights.decided lor fresh; granted = rights.granted lor fresh }

let deny mask rights = { rights with decided = rights.decided lor mask }

let rec map change tree =
  {
    tree with
    rights = change tree.rights;
    children = List.map (map change) tree.children;
  }

(* The same tree with other rights in it. *)
let fill rights tree = map (fun _ -> rights) tree

(* Both trees have the same shape. *)
let rec merge combine a b =
  {
    a with
    rights = combine a.rights b.rights;
    children = List.map2 (merge combine) a.children b.children;
  }

let rec contains guid tree =
  tree.guid = Some guid || List.exists (contains guid) tree.children

(* Upward from grants: what all children have the parent gets, if undecided. *)
let gather tree =
  match tree.children with
  | [] -> tree
  | children ->
      let shared =
        List.fold_left
          (fun mask child -> mask land child.rights.granted)
          (-1) children
      in
      { tree with rights = grant shared tree.rights }

(* A grant for the node [guid]: down to all below it, up where it is shared. *)
let rec grant_at guid mask tree =
  if tree.guid = Some guid then map (grant mask) tree
  else if contains guid tree then
    gather { tree with children = List.map (grant_at guid mask) tree.children }
  else tree

(* The bits that the node [guid] has not decided yet. *)
let rec undecided_at guid mask tree =
  if tree.guid = Some guid then Mask.without mask tree.rights.decided
  else
    List.fold_left
      (fun bits child -> bits lor undecided_at guid mask child)
      0 tree.children

(* A denial for the node [guid]: down to all below it; to every node above it
   what it newly denies there. *)
let deny_at guid mask tree =
  let upward = undecided_at guid mask tree in
  let rec walk tree =
    if tree.guid = Some guid then map (deny mask) tree
    else if contains guid tree then
      {
        tree with
        rights = deny upward tree.rights;
        children = List.map walk tree.children;
      }
    else tree
  in
  walk tree

let rec nodes tree = tree :: List.concat_map nodes tree.children

(* A flat preorder list of levels and GUIDs as a forest of the level [level];
   what belongs to a lower level is left over. *)
let rec forest level = function
  | (l, guid) :: others when l = level ->
      let children, left = forest (level + 1) others in
      let siblings, left = forest level left in
      ({ guid = Some guid; rights = nothing; children } :: siblings, left)
  | left -> ([], left)

let rec distinct = function
  | [] -> true
  | first :: others -> (not (List.mem first others)) && distinct others

(* 10.5, object type list validation. *)
let of_list entries =
  match forest 0 entries with
  | [ root ], [] when distinct (List.map snd entries) -> Some root
  | _ -> None

(* 13.6, struct kacs_object_type_entry. *)
let parse bytes =
  let* entries =
    items_to_end bytes
      (fun at ->
        let* level = u16 bytes at in
        let* reserved = u16 bytes (at + 2) in
        let* guid = sub bytes (at + 4) 16 in
        let* () = guard (reserved = 0) in
        Some ((level, guid), at + 20))
      0
  in
  of_list entries
