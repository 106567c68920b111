import type { Scoring } from "@justesse/types/wire/quality"
import { Select } from "@mantine/core"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useRoles } from "../../shell/useMe.ts"
import { Button } from "../../ui/Button.tsx"
import { Tag } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import css from "./page.module.css"

interface Props {
  readonly project: string
  readonly scoring: Scoring
  /** Whether all figures shown know the latest answers and decisions. */
  readonly fresh: boolean
}

/** What all sets are scored on, the choice of it, and whether the figures are being computed anew. */
export function ScoredOnLine({ project, scoring, fresh }: Props) {
  const t = useT("models")
  const name = useScoredOn()
  const owner = useRoles(project).includes("owner")
  const choose = useAct(
    (on: Scoring["on"] | null) => api.models.scoreOn.mutate({ project, on }),
    () => refresh("models"),
  )
  const compute = useAct(
    () => api.quality.compute.mutate({ project }),
    () => refresh("models", "quality"),
  )
  const value = scoring.isChosen ? JSON.stringify(scoring.on) : ""
  return (
    <p className={css.scoredOn}>
      <label htmlFor="scored-on">{t("scored.on")}</label>
      {owner && scoring.choices.length > 1 ? (
        <Select
          allowDeselect={false}
          data={[
            { value: "", label: t("scored.auto", { what: name(scoring.on, scoring) }) },
            ...scoring.choices.map(({ on }) => ({ value: JSON.stringify(on), label: name(on, scoring) })),
          ]}
          disabled={choose.isPending}
          id="scored-on"
          onChange={(chosen) => choose.mutate(chosen ? JSON.parse(chosen) : null)}
          value={value}
          w={440}
        />
      ) : (
        <b>{name(scoring.on, scoring)}</b>
      )}
      <span className="dim sm">{t("scored.note")}</span>
      {scoring.computing ? (
        <Tag tone="acc">
          {scoring.computing.total > 0 ? t("scored.computing", scoring.computing) : t("scored.computingSoon")}
        </Tag>
      ) : (
        !fresh && (
          <>
            <Tag tone="need">{t("scored.stale")}</Tag>
            <Button disabled={compute.isPending} onClick={() => compute.mutate(undefined)}>
              {t("scored.now")}
            </Button>
          </>
        )
      )}
    </p>
  )
}

/** The pictures that models are scored on, in words. */
export function useScoredOn() {
  const t = useT("models")
  const format = useFormat()
  return ({ version, part }: Scoring["on"], { choices }: Scoring) => {
    const found = choices.find(({ on }) => on.version === version && on.part === part)
    const values = {
      version: version ?? 0,
      part: part ?? "",
      count: found?.pictures ?? 0,
      pictures: format.number(found?.pictures ?? 0),
    }
    if (version === null) return t("scored.everything")
    return t(part === null ? "scored.version" : "scored.part", values)
  }
}
