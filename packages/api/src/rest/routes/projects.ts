import * as wire from "@justesse/types/wire/rest"
import { z } from "zod"
import { getOntology } from "../../labels/index.ts"
import { listProjects } from "../../projects/index.ts"
import { showOverview } from "../../projects/overview/index.ts"
import { jobOf } from "../jobs.ts"
import { forMember, forPerson, type Route } from "../route.ts"

const SEEN_BY = ["owner", "reviewer"] as const

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
