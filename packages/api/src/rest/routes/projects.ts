import * as wire from "@justesse/types/wire/rest"
import { z } from "zod"
import { getOntology, saveOntology } from "../../labels/index.ts"
import { createProject, languageOf } from "../../projects/create.ts"
import { openProject } from "../../projects/draft.ts"
import { listProjects } from "../../projects/index.ts"
import { showOverview } from "../../projects/overview/index.ts"
import { draftFromPlain } from "../../projects/plain.ts"
import { addPairs } from "../../work/pairs/add.ts"
import { orderOf } from "../../work/pairs/order.ts"
import { jobOf } from "../jobs.ts"
import { forMember, forPerson, type Route } from "../route.ts"

const SEEN_BY = ["owner", "reviewer"] as const

/** Rows of an order that are told at once. */
const MOST_IN_ORDER = 10_000

/** Projects, how far they are, and their long work. */
export const projectRoutes: readonly Route[] = [
  forPerson(
    {
      id: "listProjects",
      method: "get",
      path: "/projects",
      about: "Projects that the token's person belongs to.",
      scope: "read",
      answer: wire.RestProjects,
    },
    async ({ deps, who }) => {
      const { projects } = await listProjects(deps, who)
      return { projects: projects.map(({ card, counts, pictures }) => ({ ...card, counts, pictures })) }
    },
  ),
  forPerson(
    {
      id: "createProject",
      method: "post",
      path: "/projects",
      about: "Makes a project of a kind, which is a draft until it is opened.",
      scope: "manage",
      body: wire.RestProjectNew,
      answer: wire.RestProjectMade,
    },
    async ({ deps, who, body }) => {
      const draft = draftFromPlain(body, await languageOf(deps, who.personId))
      return createProject(deps, who, { draft, ...(body.project && { slug: body.project }) })
    },
  ),
  forMember(
    ["owner"],
    {
      id: "openProject",
      method: "post",
      path: "/p/{project}/open",
      about: "Lets people in: from now on its tasks are given out. Pictures may come before and after.",
      scope: "manage",
      answer: wire.RestDone,
    },
    async ({ deps, who, project }) => {
      await openProject(deps, project, who)
      return { done: true } as const
    },
  ),
  forMember(
    ["owner"],
    {
      id: "saveLabels",
      method: "put",
      path: "/p/{project}/labels",
      about: "Replaces the labels by others; answers keep the version that they were given under.",
      scope: "manage",
      body: wire.RestLabelsNew,
      answer: wire.RestLabelsSaved,
    },
    ({ deps, who, project, body }) => saveOntology(deps, project, who, { ...body, project: project.slug }),
  ),
  forMember(
    ["owner"],
    {
      id: "addPairs",
      method: "post",
      path: "/p/{project}/pairs",
      about:
        "Which pictures are compared: pairs of names, and as the project asks for where none are said. Done again it adds nothing.",
      scope: "manage",
      body: wire.RestPairsNew,
      answer: wire.RestPairsAdded,
    },
    ({ deps, project, body }) => addPairs(deps, project, body),
  ),
  forMember(
    SEEN_BY,
    {
      id: "order",
      method: "get",
      path: "/p/{project}/order",
      about: "The order that comparisons of two make: each picture with its score, its 90 % interval and its rank.",
      scope: "read",
      answer: wire.RestOrder,
    },
    ({ deps, project }) => orderOf(deps, project, MOST_IN_ORDER),
  ),
  forMember(
    SEEN_BY,
    {
      id: "progress",
      method: "get",
      path: "/p/{project}",
      about: "How far a project is: pictures by state, answers so far and still wanted, long work that runs.",
      scope: "read",
      answer: wire.RestProgress,
    },
    async ({ deps, who, project }) => {
      const shown = await showOverview(deps, project, who, { project: project.slug, utcOffsetMinutes: 0 })
      return { ...shown, ...shown.card, jobs: shown.runningJobs }
    },
  ),
  forMember(
    SEEN_BY,
    {
      id: "labels",
      method: "get",
      path: "/p/{project}/labels",
      about: "The labels in force: predictions and label files name them by id or by name.",
      scope: "read",
      answer: wire.RestLabels,
    },
    async ({ deps, who, project }) => {
      const { version, ontology } = await getOntology(deps, project, who, { project: project.slug, version: null })
      return { version, labels: ontology.labels }
    },
  ),
  forMember(
    SEEN_BY,
    {
      id: "job",
      method: "get",
      path: "/p/{project}/jobs/{job}",
      about: "A piece of long work. With wait it answers when the work has ended or the seconds are over.",
      scope: "read",
      params: z.strictObject({ job: z.coerce.number().pipe(z.int()) }),
      query: wire.RestJobQuery,
      answer: wire.RestJob,
      waits: true,
    },
    ({ deps, project, params, query, signal }) => jobOf(deps, project, params.job, { waitSeconds: query.wait, signal }),
  ),
]
