import { z } from "zod"

const Given = ["queue", "training", "answered", "training_again", "again", "own"] as const
/**
 * Why an own task was given to its person; null where it was given before this was kept. Until its project is archived, a task whose
 * right answer is known reads as any other of the queue (I5).
 */
export const WhyTask = z.strictObject({
  why: z
    .strictObject({
      way: z.enum(Given),
      /** The part of the queue that was drawn from: which of how many, the best being 0, and for whom it is kept. */
      queue: z.strictObject({ rank: z.int(), of: z.int(), keptFor: z.enum(["you", "group", "everybody"]) }).nullable(),
      /** What decided, as shares of a whole. */
      weights: z.strictObject({ waiting: z.number(), random: z.number(), skill: z.number(), variety: z.number() }),
      /** Of what it was chosen and by which lot; null until the project is archived. */
      set: z
        .strictObject({
          way: z.enum([...Given, "gold"]),
          size: z.int(),
          /** There were more than are counted. */
          isMore: z.boolean(),
          from: z.int(),
          /** What the lot was drawn by, in hexadecimal; null where nothing is mixed in. */
          seed: z.string().nullable(),
          /** Of a million; below `below` the right answer was known. */
          lot: z.int().nullable(),
          below: z.int(),
        })
        .nullable(),
    })
    .nullable(),
})
