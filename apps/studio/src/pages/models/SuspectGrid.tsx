import { type PredictionSet, Suspect, type Suspects } from "@justesse/types/wire/quality"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readModelParams } from "../../search.ts"
import measures from "../../theme/measures.module.css"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Section, Seg } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { around, type DrawnBox, drawnAt, Picture } from "../../ui/Picture.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Trouble } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { usePages } from "../../ui/usePages.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"
import styles from "./page.module.css"

type Page = z.infer<typeof Suspects>
const KINDS = Suspect.shape.kind.options
const LIMIT = 24

interface Props {
  readonly project: string
  readonly set: PredictionSet
}

/** Likely errors in the settled answers, the surest first: send to review, or say that they are right as they are. */
export function SuspectGrid({ project, set }: Props) {
  const t = useT("models")
  const [searchParams, change] = useSearchParams(readModelParams)
  const kind = Suspect.shape.kind.safeParse(searchParams.kind).data
  const input = { project, set: set.id, kinds: kind ? [kind] : [], states: ["open" as const], limit: LIMIT }
  const query = usePages(
    [["models", "suspects"], input],
    (cursor) => api.models.suspects.query({ ...input, cursor }),
    `${project}/${set.id}`,
  )
  const first = query.data?.pages[0]
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <Section
      aside={
        <Seg
          label={t("suspectKinds")}
          onChange={(value) => change({ kind: value === "all" ? undefined : value })}
          options={[{ value: "all", name: t("all") }, ...KINDS.map((one) => ({ value: one, name: t(`kind.${one}`) }))]}
          value={kind ?? "all"}
        />
      }
      title={t("suspectsTitle", { count: first?.total ?? set.suspects })}
    >
      <p className="dim sm">{t("suspectsNote")}</p>
      {query.isPending && <Skeleton />}
      {query.isError && !first && <Trouble error={query.error} again={() => void query.refetch()} />}
      {first && rows.length === 0 && <p className={measures.above12}>{t("noSuspects")}</p>}
      {first && <Grid ontology={first.ontology} project={project} rows={rows} set={set} />}
      <More query={query} />
    </Section>
  )
}

interface GridProps extends Props {
  readonly rows: readonly Suspect[]
  readonly ontology: Page["ontology"]
}

function Grid({ project, set, rows, ontology }: GridProps) {
  const t = useT("models")
  const toast = useToast()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const act = useAct(
    ({ ids, act: what }: { ids: number[]; act: "review" | "dismiss" | "reopen" }) =>
      api.models.act.mutate({ project, set: set.id, suspects: ids, act: what }),
    ({ changed }, { ids, act: what }) => {
      const again = { project, set: set.id, suspects: ids, act: "reopen" } as const
      const back = () => api.models.act.mutate(again).then(() => refresh("models"))
      toast.done(t(`acted.${what}`, { count: changed }), what === "dismiss" ? back : undefined)
      const sent = new Set(ids)
      setChosen((now) => new Set([...now].filter((id) => !sent.has(id))))
      return refresh("models", "review", "project")
    },
  )
  const toggle = (id: number) =>
    setChosen((now) => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return next
    })
  // What is chosen and not shown any more (another kind, somebody else's act) is not acted on unseen.
  const picked = rows.filter(({ id }) => chosen.has(id))
  const ids = (picked.length > 0 ? picked : rows).map(({ id }) => id)
  if (rows.length === 0) return null
  return (
    <>
      <ul className={styles.wall}>
        {rows.map((row) => (
          <li key={row.id}>
            <Card
              chosen={chosen.has(row.id)}
              onToggle={() => toggle(row.id)}
              ontology={ontology}
              project={project}
              row={row}
            />
          </li>
        ))}
      </ul>
      <div className={styles.foot} data-foot>
        <span className="dim">
          {picked.length > 0 ? t("chosen", { count: picked.length }) : t("allShown", { count: rows.length })}
        </span>
        <span className={styles.grow} />
        <Button disabled={act.isPending} onClick={() => act.mutate({ ids, act: "dismiss" })}>
          {t("dismiss")}
        </Button>
        <Button disabled={act.isPending} look="primary" onClick={() => act.mutate({ ids, act: "review" })}>
          {t("toReview", { count: ids.length })}
        </Button>
      </div>
    </>
  )
}

interface CardProps {
  readonly row: Suspect
  readonly chosen: boolean
  readonly onToggle: () => void
  readonly ontology: Page["ontology"]
  readonly project: string
}

function Card({ row, chosen, onToggle, ontology, project }: CardProps) {
  const t = useT("models")
  const format = useFormat()
  const name = useLabelNames(ontology)
  const boxes: DrawnBox[] = [
    ...(row.settled
      ? [{ key: "settled", ...drawnAt(row.settled), color: "#56b4e9", strong: row.kind !== "missing" }]
      : []),
    ...(row.predicted ? [{ key: "predicted", ...drawnAt(row.predicted), color: "#e69f00", own: true }] : []),
  ]
  const about = row.settled ?? row.predicted
  const other = row.settled && row.predicted && row.kind === "label" ? name(row.predicted.label) : ""
  return (
    <div className={styles.card} data-chosen={chosen}>
      <button aria-pressed={chosen} className={styles.pick} onClick={onToggle} title={t("choose")} type="button">
        <Picture
          boxes={boxes}
          label={row.name}
          size={row.size}
          src={row.media.preview}
          view={around(row.place, row.size, 2.2)}
        />
      </button>
      <p className={styles.line}>
        <b>{t(`kind.${row.kind}`)}</b>{" "}
        <span>
          {about && name(about.label)}
          {other !== "" && ` → ${other}`}
        </span>
        <span className={styles.score}>{format.percent(row.score)}</span>
      </p>
      <p className={styles.name}>
        <TextLink to="/p/$project/images/$image" params={{ project, image: String(row.asset) }}>
          {row.name}
        </TextLink>
      </p>
    </div>
  )
}
