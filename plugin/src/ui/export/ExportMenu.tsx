import React from 'react';
import { Dropdown, IconButton, Menu, useTheme2 } from '@grafana/ui';
import { saveBlob, saveText } from '../saveText';
import { useToast } from '../Toast';
import { toPng } from './picture';
import { type ExportTable, toCsv, toJson } from './table';

interface Props {
  /** Of the file and, with hyphens as spaces, of what is saved: "services". */
  name: string;
  /** Asked for when somebody saves. */
  table(): ExportTable;
  /** Around the drawing that a PNG is of. */
  drawing?: React.RefObject<HTMLElement | null>;
}

/** What is shown, as a file: CSV and JSON of any table or graph, and the graph itself as PNG. */
export function ExportMenu({ name, table, drawing }: Props) {
  const theme = useTheme2();
  const toast = useToast();
  const savePicture = async () => {
    try {
      const svg = drawing?.current?.querySelector<SVGSVGElement>('svg[role=img], svg[data-drawing]');
      if (!svg) {
        throw new Error('nothing is drawn yet');
      }
      saveBlob(`${name}.png`, await toPng(svg, theme.colors.background.primary));
    } catch (error) {
      const why = error instanceof Error ? error.message : 'no reason was given';
      toast({ tone: 'failed', text: `The picture was not saved: ${why}.` });
    }
  };
  const menu = () => (
    <Menu>
      <Menu.Item
        label="CSV"
        icon="file-alt"
        onClick={() => saveText({ name: `${name}.csv`, type: 'text/csv', text: toCsv(table()) })}
      />
      <Menu.Item
        label="JSON"
        icon="brackets-curly"
        onClick={() => saveText({ name: `${name}.json`, type: 'application/json', text: toJson(table()) })}
      />
      {drawing && <Menu.Item label="PNG" icon="camera" onClick={() => void savePicture()} />}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <IconButton name="download-alt" size="md" tooltip={`Save ${name.replaceAll('-', ' ')} as a file`} />
    </Dropdown>
  );
}
