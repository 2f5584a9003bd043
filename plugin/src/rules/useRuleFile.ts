import { client } from '../api/client';
import { useToast } from '../ui/Toast';

interface Wanted {
  /** Only this group. */
  readonly id?: string;
  /** Of the file, without its ending. */
  readonly name: string;
}

/** Hands the browser a rule file of Prometheus. */
export function useRuleFile() {
  const toast = useToast();
  const download = async ({ id, name }: Wanted) => {
    try {
      const text = await client.exportRuleGroups({ query: { id } });
      const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${name.replaceAll(/[^\w.-]+/g, '-')}.yml`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      toast({ tone: 'failed', text: `There is no file: ${why}` });
    }
  };
  return (wanted: Wanted) => void download(wanted);
}
