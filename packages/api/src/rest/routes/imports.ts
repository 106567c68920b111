import { AssetId, boxOf, JustesseError } from "@justesse/types"
import { PredictionSet, ProposalGains } from "@justesse/types/wire/quality"
import * as wire from "@justesse/types/wire/rest"
import { z } from "zod"
import { listAssets } from "../../assets/index.ts"
import { getAsset } from "../../assets/show.ts"
import { getImport, listImports, startImport } from "../../imports/index.ts"
import { showGains } from "../../models/gains.ts"
import { listModels } from "../../models/index.ts"
import { jobFor } from "../jobs.ts"
import { addPicture } from "../pictures.ts"
import { forMember, type Route } from "../route.ts"

const OWNER = ["owner"] as const
const SEEN_BY = ["owner", "reviewer"] as const
const number = z.coerce.number()

/** Largest file of an upload: 20 GB, streamed to disk. */
const MOST_BYTES = 20e9
/** Largest file of predictions. */
const MOST_PREDICTIONS = 2e9

/** What comes in: pictures, labels and predictions; and what is there. */
export const incomingRoutes: readonly Route[] = [
  forMember(
    SEEN_BY,
    {
      id: "listPictures",
      method: "get",
      path: "/p/{project}/pictures",
      about: "Pictures, a page at a time, narrowed by state, label and search; next is the cursor of the next page.",
      scope: "read",
      query: wire.RestPicturesQuery,
      answer: wire.RestPictures,
    },
    async ({ deps, who, project, query }) => {
      const { state: states, label: labels, search, sort, limit, cursor = null } = query
      const input = { project: project.slug, filter: { search, states, labels }, sort, limit, cursor }
      const { tiles, next, total } = await listAssets(deps, project, who, input)
      return { pictures: tiles.map((tile) => ({ ...tile, id: tile.asset })), next, total }
    },
  ),
  forMember(
    SEEN_BY,
    {
      id: "getPicture",
      method: "get",
      path: "/p/{project}/pictures/{picture}",
      about: "One picture with its settled answer; href is the address of its bytes, good for an hour or more.",
      scope: "read",
      params: z.strictObject({ picture: number.pipe(AssetId) }),
      answer: wire.RestPictureShown,
    },
    async ({ deps, who, project, params }) => {
      const shown = await getAsset(deps, project, who, params.picture)
      const regions = shown.answer?.regions.map((region) => ({ ...region, ...boxOf(region) }))
      const answer = shown.answer && regions ? { ...shown.answer, regions } : null
      return { ...shown, id: shown.asset, answer, href: shown.media.full }
    },
  ),
  forMember(
    OWNER,
    {
      id: "addPicture",
      method: "post",
      path: "/p/{project}/pictures",
      about: "Adds the picture in the body under a name. The same picture again answers the one that is there.",
      scope: "import",
      query: wire.RestFileQuery,
      body: "file",
      answer: wire.RestAdded,
    },
    ({ deps, who, project, query, raw }) => addPicture(deps, project, who, { name: query.name, raw }),
  ),
  forMember(
    OWNER,
    {
      id: "uploadFile",
      method: "put",
      path: "/p/{project}/batches/{batch}/files",
      about: "Puts one file (picture, labels, zip) into a batch; its UUID is yours to make. startImport takes it in.",
      scope: "import",
      params: z.strictObject({ batch: z.uuid() }),
      query: wire.RestFileQuery,
      body: "file",
      mostBytes: MOST_BYTES,
      answer: wire.RestUploaded,
    },
    ({ project, params, query, raw }) => raw.keep(project.slug, params.batch, query.name, MOST_BYTES),
  ),
  forMember(
    OWNER,
    {
      id: "startImport",
      method: "post",
      path: "/p/{project}/imports",
      about: "Takes the files of a batch in: pictures, labels in any format that is read, or both.",
      scope: "import",
      body: wire.RestImportStart,
      answer: wire.RestImportStarted,
      status: 202,
    },
    async ({ deps, who, project, body }) => {
      const { id } = await startImport(deps, project, who, { ...body, project: project.slug })
      return { import: id, job: await jobFor(deps, project, id) }
    },
  ),
  forMember(
    OWNER,
    {
      id: "listImports",
      method: "get",
      path: "/p/{project}/imports",
      about: "Imports, newest first, at most 200.",
      scope: "import",
      answer: wire.RestImports,
    },
    ({ deps, who, project }) => listImports(deps, project, who),
  ),
  forMember(
    OWNER,
    {
      id: "getImport",
      method: "get",
      path: "/p/{project}/imports/{import}",
      about: "One import with the first 500 lines of its report.",
      scope: "import",
      params: z.strictObject({ import: number.pipe(z.int()) }),
      answer: wire.RestImport,
    },
    async ({ deps, who, project, params }) => {
      const { row, report } = await getImport(deps, project, who, params.import)
      return { ...row, report }
    },
  ),
  forMember(
    OWNER,
    {
      id: "attachPredictions",
      method: "post",
      path: "/p/{project}/predictions",
      about:
        "Attaches a model's predictions to pictures that are here, by name or SHA-256. The body is a COCO list of results (image_id: name or hash; category_id: name of a label) or any dataset that is read.",
      scope: "import",
      query: wire.RestPredictionsQuery,
      body: "file",
      mostBytes: MOST_PREDICTIONS,
      answer: wire.RestImportStarted,
      status: 202,
    },
    async ({ deps, who, project, query, raw }) => {
      const { file, name, as } = query
      const batch = deps.uuid()
      await raw.keep(project.slug, batch, file, MOST_PREDICTIONS)
      const { id } = await startImport(deps, project, who, { project: project.slug, batch, name, as })
      return { import: id, job: await jobFor(deps, project, id) }
    },
  ),
  forMember(
    SEEN_BY,
    {
      id: "listPredictions",
      method: "get",
      path: "/p/{project}/predictions",
      about: "Prediction sets, newest first, with their scores against what is settled.",
      scope: "read",
      answer: wire.RestPredictionSets,
    },
    ({ deps, who, project }) => listModels(deps, project, who),
  ),
  forMember(
    SEEN_BY,
    {
      id: "getPredictions",
      method: "get",
      path: "/p/{project}/predictions/{set}",
      about: "One prediction set.",
      scope: "read",
      params: z.strictObject({ set: number.pipe(z.int()) }),
      answer: PredictionSet,
    },
    async ({ deps, who, project, params }) => {
      const { sets } = await listModels(deps, project, who)
      const set = sets.find(({ id }) => id === params.set)
      if (!set) throw new JustesseError("not_found", { set: params.set })
      return set
    },
  ),
  forMember(
    SEEN_BY,
    {
      id: "proposalGains",
      method: "get",
      path: "/p/{project}/proposals/gains",
      about: "What a model's proposals save in time and which of its mistakes people keep, with intervals of 95 %.",
      scope: "read",
      answer: ProposalGains,
    },
    ({ deps, project }) => showGains(deps, project),
  ),
]
