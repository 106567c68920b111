import { z } from "zod"

/** Address name of a project: lower-case letters, digits and hyphens. Unique in an organisation, fixed once created. */
export const ProjectSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .brand<"ProjectSlug">()
export type ProjectSlug = z.infer<typeof ProjectSlug>

/** Number of a person in this installation. Shown to operators and, in-house, to owners; never to fellow annotators. */
export const PersonId = z.int().positive().brand<"PersonId">()
export type PersonId = z.infer<typeof PersonId>

/** Number of an asset inside its project. Shown to owners and reviewers only (I5). */
export const AssetId = z.int().positive().brand<"AssetId">()
export type AssetId = z.infer<typeof AssetId>

/** Number of a task inside its project. Never on an annotator's wire (I5). */
export const TaskId = z.int().positive().brand<"TaskId">()
export type TaskId = z.infer<typeof TaskId>

/** Number of an asset as it is stored: takes an {@link AssetId} or a number of unknown meaning, never the number of a task. */
export type AssetNumber = number & Partial<z.core.$brand<"AssetId">>

/** Number of a task as it is stored: takes a {@link TaskId} or a number of unknown meaning, never the number of an asset. */
export type TaskNumber = number & Partial<z.core.$brand<"TaskId">>

/** One person's turn on one task: made at lease, says nothing about task or asset (I5). UUID. */
export const AssignmentId = z.uuid().brand<"AssignmentId">()
export type AssignmentId = z.infer<typeof AssignmentId>

/** Made by the client before it sends; sent again it gives the same receipt (I4). UUID. */
export const SubmissionId = z.uuid().brand<"SubmissionId">()
export type SubmissionId = z.infer<typeof SubmissionId>

/** A label of an ontology. Never changes and is never used again for another meaning (I9). */
export const LabelId = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._/+-]{0,79}$/u)
  .brand<"LabelId">()
export type LabelId = z.infer<typeof LabelId>

/** An attribute of a label. Never changes. */
export const AttributeId = z.string().min(1).max(80).brand<"AttributeId">()
export type AttributeId = z.infer<typeof AttributeId>

/** A region inside one annotation. Unique there; survives revisions, so that histories can be compared. */
export const RegionId = z.string().min(1).max(64).brand<"RegionId">()
export type RegionId = z.infer<typeof RegionId>

/** A difference of one task, as the review page addresses it. */
export const DisagreementId = z.string().min(1).max(64).brand<"DisagreementId">()
export type DisagreementId = z.infer<typeof DisagreementId>

/** SHA-256 as 64 lower-case hex digits. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<"Sha256">()
export type Sha256 = z.infer<typeof Sha256>

/** Name of one submission's judgements, made with the first of them: says nothing about task, asset or person (I5). UUID. */
export const DecisionId = z.uuid().brand<"DecisionId">()
export type DecisionId = z.infer<typeof DecisionId>
