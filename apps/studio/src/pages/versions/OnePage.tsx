import { inLanguage } from "@justesse/types/text"
import type { VersionShown } from "@justesse/types/wire/dataset"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Rule, Tag } from "../../ui/layout.tsx"
import { ByLabel } from "./ByLabel.tsx"
import { HowMade } from "./HowMade.tsx"
import { VersionNote } from "./Note.tsx"
import { VersionPictures } from "./Pictures.tsx"
import css from "./page.module.css"
import { SplitBar } from "./SplitBar.tsx"
import { TakeIt } from "./TakeIt.tsx"
import { useAgainstLine } from "./useAgainstLine.ts"

/** One frozen version: what is in it and what is not, how to take it, how sure and how made. */
export function VersionPage() {
  const t = useT("versions")
  const project = useProjectSlug()
  const params = useParams({ from: "/manage/p/$project/versions/$version" })
  const version = Number(params.version)
  const query = useQuery(trpc.dataset.get.queryOptions({ project, version }))
  usePageName(t("versionName", { version }))
  return (
    <div className="content">
      {<Loaded query={query}>{(shown) => <VersionBody project={project} shown={shown} />}</Loaded>}
    </div>
  )
}

function VersionBody({ project, shown }: { readonly project: string; readonly shown: VersionShown }) {
  const t = useT("versions")
  const format = useFormat()
  const { row } = shown
  return (
    <>
      <Crumbs
        items={linkOptions([{ to: "/p/$project/versions", params: { project }, children: t("title") }])}
        here={String(row.version)}
      />
      <Head
        title={t("versionName", { version: row.version })}
        beside={
          <Tag tone="acc">
            <Icon name="lock" small />
            {t("never")}
          </Tag>
        }
      >
        <span className="dim nw only-wide">
          {t("frozenBy", { when: format.dateTime(row.frozenAtMs), who: row.by })} ·{" "}
          <span className="mono">{`${row.sha256.slice(0, 4)}…${row.sha256.slice(-3)}`}</span>
        </span>
      </Head>
      <Intro>
        <Rich
          t={t}
          k="lead"
          values={{
            pictures: format.number(row.pictures),
            regions: format.number(row.regions),
            labels: row.labels,
            count: row.nothingHere,
            number: format.number(row.nothingHere),
          }}
        />
      </Intro>
      <VersionNote key={row.version} project={project} version={row.version} note={row.note} />
      <Facts project={project} shown={shown} />
      <TakeIt project={project} shown={shown} />
      <div className={`two ${measures.above28}`}>
        <ByLabel shown={shown} />
        <HowMade project={project} shown={shown} />
      </div>
      <Rule />
      <VersionPictures project={project} version={row.version} total={row.pictures} />
    </>
  )
}

const STATES = ["open", "waiting", "disputed", "excluded", "settled"] as const

function Facts({ project, shown }: { readonly project: string; readonly shown: VersionShown }) {
  const t = useT("versions")
  const format = useFormat()
  const againstLine = useAgainstLine()
  const { manifest, against, others, row } = shown
  const { notInIt } = manifest.counts
  const left = STATES.filter((state) => (notInIt[state] ?? 0) > 0)
  const listed = left.filter((state) => state !== "settled")
  const other = against?.version ?? others[0]
  return (
    <div className={`rows ${measures.above16}`}>
      <div className="row">
        <span className={css.name}>{t("notInIt")}</span>
        <span className="g">
          {left.length === 0
            ? t("nothingLeft")
            : left.map((state) => t(`left.${state}`, { number: format.number(notInIt[state] ?? 0) })).join(" · ")}
        </span>
        {listed.length > 0 && (
          <TextLink to="/p/$project/images" params={{ project }} search={{ state: listed.join(",") }}>
            {t("list")}
          </TextLink>
        )}
      </div>
      {manifest.only && <OnlyRow shown={shown} />}
      {other !== undefined && (
        <div className="row">
          <span className={css.name}>{t("against", { version: other })}</span>
          <span className="g">{against ? againstLine(against) : t("compareAny")}</span>
          <TextLink
            to="/p/$project/versions/$version/against/$other"
            params={{ project, version: String(row.version), other: String(other) }}
          >
            {t("common:see")}
          </TextLink>
        </div>
      )}
      <div className={`row ${css.partsRow}`}>
        <span className={css.name}>{t("split")}</span>
        {manifest.split ? <SplitBar split={manifest.split} /> : <span className="g dim">{t("splitNone")}</span>}
      </div>
    </div>
  )
}

function OnlyRow({ shown: { manifest } }: { readonly shown: VersionShown }) {
  const t = useT("versions")
  const language = useLanguage()
  const { labels = [], tags = [], names = [] } = manifest.only ?? {}
  const nameOf = (id: string) => {
    const label = manifest.ontology.labels.find((one) => one.id === id)
    return label ? inLanguage(label.name, language) : id
  }
  const parts = [
    labels.length > 0 ? t("onlyLabels", { labels: labels.map(nameOf).join(", ") }) : "",
    tags.length > 0 ? t("onlyTags", { tags: tags.join(", ") }) : "",
    names.length > 0 ? t("onlyNames", { names: names.join(", ") }) : "",
  ]
  return (
    <div className="row">
      <span className={css.name}>{t("only")}</span>
      <span className="g">{parts.filter(Boolean).join(" · ")}</span>
    </div>
  )
}
