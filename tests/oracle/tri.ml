(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Three-valued logic: PSD-004 3.8. *)

type t = True | False | Unknown

let of_bool condition = if condition then True else False

let conj a b =
  match (a, b) with
  | False, _ | _, False -> False
  | True, True -> True
  | Unknown, _ | _, Unknown -> Unknown

let disj a b =
  match (a, b) with
  | True, _ | _, True -> True
  | False, False -> False
  | Unknown, _ | _, Unknown -> Unknown

let negate = function True -> False | False -> True | Unknown -> Unknown
