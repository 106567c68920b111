import type { Ontology, RegionId } from "@justesse/types"
import type { ClauseNamed, PeerReading } from "@justesse/types/progress/peers"
import { Select, Textarea } from "@mantine/core"
import { useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Seg } from "../../ui/layout.tsx"
import { NotedPicture } from "../mentors/NotedPicture.tsx"
import css from "../mentors/page.module.css"
import { useLabelNames } from "../quality/useLabelNames.ts"
import type { SoFar } from "./sheet.ts"

/** A clause by its number and title, in the language of the page where it has one. */
export function useClauseName(): (clause: ClauseNamed) => string {
  const language = useLanguage()
  return ({ number, en, fr }) => `${number} ${(language === "fr" ? (fr ?? en) : (en ?? fr)) ?? ""}`.trim()
}

interface Props {
  readonly item: PeerReading["items"][number]
  readonly ontology: Ontology
  readonly said: SoFar
  readonly onSay: (said: SoFar) => void
}

/** One answer on its picture, and what is said of it. */
export function AssessItem({ item, ontology, said, onSay }: Props) {
  const t = useT("progress")
  const label = useLabelNames(ontology)
  const clauseName = useClauseName()
  const [region, setRegion] = useState<RegionId | null>(null)
  if (!item) return <p className={measures.above16}>{t("assess.pictureGone")}</p>
  const { regions } = item.body
  return (
    <div className={css.two}>
      <NotedPicture answer={{ ...item, notes: [] }} ontology={ontology} chosen={region} onChoose={setRegion} />
      <div>
        <p className="dim">{t("assess.regions", { count: regions.length })}</p>
        <div className={css.regions} role="group" aria-label={t("assess.what")}>
          {regions.map(({ id, label: of, transcript }, n) => (
            <button
              key={id}
              type="button"
              className={region === id ? "chip on" : "chip"}
              aria-pressed={region === id}
              onClick={() => setRegion(region === id ? null : id)}
            >
              {n + 1} {label(of)}
              {transcript?.value ? ` “${transcript.value.slice(0, 60)}”` : ""}
            </button>
          ))}
        </div>
        <p>{t("assess.question")}</p>
        <div className={measures.above8}>
          <Seg
            label={t("assess.question")}
            value={said.yes === null ? "" : said.yes ? "yes" : "no"}
            options={[
              { value: "yes", name: t("assess.yes") },
              { value: "no", name: t("assess.no") },
            ]}
            onChange={(value) => onSay({ ...said, yes: value === "yes" })}
          />
        </div>
        {said.yes === false && (
          <>
            {item.clauses.length > 0 && (
              <div className={measures.above12}>
                <Select
                  label={t("assess.clause")}
                  data={item.clauses.map((clause) => ({ value: clause.number, label: clauseName(clause) }))}
                  value={said.clause}
                  onChange={(clause) => onSay({ ...said, clause })}
                  clearable
                />
              </div>
            )}
            <div className={measures.above12}>
              <Textarea
                label={t(item.clauses.length > 0 ? "assess.wordsBeside" : "assess.words")}
                autosize
                minRows={2}
                maxLength={1_000}
                value={said.words}
                onChange={(event) => onSay({ ...said, words: event.currentTarget.value })}
              />
            </div>
          </>
        )}
      </div>
    </div>
  )
}
