import { readQuestions } from "@justesse/formats/formTable/questions"
import * as wire from "@justesse/types/wire/project"
import { ALL_ROLES, member, router } from "../core/trpc.ts"
import * as ontologies from "./index.ts"
import { hasPlaceless } from "./places.ts"

/** A project's labels with their versions. */
export const ontologyRouter = router({
  get: member(ALL_ROLES, "read")
    .input(wire.OntologyGet)
    .output(wire.OntologyShown)
    .query(({ ctx, input }) => ontologies.getOntology(ctx.deps, ctx.project, ctx.who, input)),
  preview: member(["owner"])
    .input(wire.OntologyPreview)
    .output(wire.OntologyChanges)
    .query(({ ctx, input }) => ontologies.previewOntology(ctx.deps, ctx.project, input.ontology)),
  readQuestions: member(["owner"])
    .input(wire.QuestionsRead)
    .output(wire.QuestionsFound)
    .mutation(async ({ ctx, input: { text, taken } }) => {
      return readQuestions({ text, taken, isBare: await hasPlaceless(ctx.deps, ctx.project) })
    }),
  save: member(["owner"])
    .input(wire.OntologySave)
    .output(wire.VersionSaved)
    .mutation(({ ctx, input }) => ontologies.saveOntology(ctx.deps, ctx.project, ctx.who, input)),
})
