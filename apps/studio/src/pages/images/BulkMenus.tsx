import type { AssetAct } from "@justesse/types/wire/asset"
import { Menu } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import type { BulkDialogKind } from "./BulkDialog.tsx"
import type { Choices } from "./useChoices.ts"

interface MenuProps {
  readonly onAct: (act: AssetAct) => void
}

/** Reserve for a person or a group, or for nobody. */
export function ReserveMenu({ choices, onAct }: MenuProps & { readonly choices: Choices }) {
  const t = useT("images")
  const reserve = (person: number | null, group: number | null) => onAct({ act: "reserve", person, group })
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button>{t("act.reserve")}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} className={measures.scrolled}>
        {choices.annotator.map((one) => (
          <Menu.Item key={one.value} onClick={() => reserve(Number(one.value), null)}>
            {one.label}
          </Menu.Item>
        ))}
        {choices.group.map((one) => (
          <Menu.Item key={`group-${one.value}`} onClick={() => reserve(null, Number(one.value))}>
            {t("group", { name: one.label })}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => reserve(null, null)}>{t("forEverybody")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface MoreProps extends MenuProps {
  readonly onGold: (as: "active" | "try_out") => void
  readonly onDialog: (kind: BulkDialogKind) => void
}

const DIALOGS = ["tag", "group", "propose", "download"] as const

/** The rarer acts: on the work first, then on the pictures themselves. */
export function MoreMenu({ onAct, onGold, onDialog }: MoreProps) {
  const t = useT("images")
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button>
          {t("common:more")}
          <Icon name="down" small />
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={480} className={measures.scrolled}>
        <Menu.Item onClick={() => onAct({ act: "put_last" })}>{t("act.put_last")}</Menu.Item>
        <Menu.Item onClick={() => onDialog("overlap")}>{t("act.overlap")}</Menu.Item>
        <Menu.Item onClick={() => onAct({ act: "reopen" })}>{t("act.reopen")}</Menu.Item>
        <Menu.Item onClick={() => onAct({ act: "include" })}>{t("act.include")}</Menu.Item>
        <Menu.Item onClick={() => onGold("active")}>{t("act.gold")}</Menu.Item>
        <Menu.Item onClick={() => onGold("try_out")}>{t("act.tryOut")}</Menu.Item>
        <Menu.Divider />
        {DIALOGS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onDialog(kind)}>
            {t(`act.${kind}`)}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onAct({ act: "ungroup" })}>{t("act.ungroup")}</Menu.Item>
        <Menu.Divider />
        <Menu.Item className="loss" onClick={() => onDialog("delete")}>
          {t("act.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
