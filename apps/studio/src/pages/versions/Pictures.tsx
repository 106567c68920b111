import { useQuery } from "@tanstack/react-query"
import { api, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { TilePicture } from "../images/Tile.tsx"
import css from "./page.module.css"

/** The pictures of this version as they were frozen, six a row, more on demand. */
export function VersionPictures({
  project,
  version,
  total,
}: {
  readonly project: string
  readonly version: number
  readonly total: number
}) {
  const t = useT("versions")
  const format = useFormat()
  const input = { project, version, limit: 12 }
  const query = usePages([["dataset", "pictures"], input], (cursor) => api.dataset.pictures.query({ ...input, cursor }))
  const labels = useQuery(trpc.ontology.get.queryOptions({ project, version: null })).data?.ontology.labels ?? []
  const tiles = query.data?.pages.flatMap((page) => page.tiles) ?? []
  return (
    <Section title={t("pictures")} aside={<span className="dim">{format.number(total)}</span>}>
      {query.isError && !query.data && <Trouble error={query.error} again={() => void query.refetch()} />}
      <div className={css.versionGrid}>
        {tiles.map((tile) => (
          <TextLink key={tile.asset} to="/p/$project/images/$image" params={{ project, image: String(tile.asset) }}>
            <TilePicture tile={tile} labels={labels} />
            <span className="sr">{tile.name}</span>
          </TextLink>
        ))}
      </div>
      <More query={query} />
    </Section>
  )
}
