// What the Toolkit's project files may say, as far as ours use it: actions, what each is given, what it writes to the environment.
// Source: the JSON schema v1.11 in the repository OfficeDev/microsoft-365-agents-toolkit, packages/fx-core/resource/yaml-schema.
import { z } from 'zod';

const text = z.string().min(1);
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/);
const secret = z.string().regex(/^SECRET_[A-Z0-9_]+$/);
const setting = z.union([z.string(), z.number(), z.boolean()]);

/** An action without or with what it writes. Unknown words are refused, as the Toolkit does. */
const action = <With extends z.ZodRawShape>(uses: string, given: With) =>
  z.strictObject({ uses: z.literal(uses), name: text.optional(), with: z.strictObject(given) });
const writing = <With extends z.ZodRawShape, Written extends z.ZodRawShape>(
  uses: string,
  given: With,
  written: Written,
) => action(uses, given).extend({ writeToEnvironmentFile: z.strictObject(written) });

const entra = {
  name: text.max(120),
  generateServicePrincipal: z.boolean().optional(),
  signInAudience: z.enum(['AzureADMyOrg', 'AzureADMultipleOrgs']),
};
const entraIds = { clientId: variable, objectId: variable, tenantId: variable.optional() };
const packaged = { appPackagePath: text };
const template = z.strictObject({ path: text, parameters: text.optional(), deploymentName: text });

const actions = z.union([
  writing('teamsApp/create', { name: text.max(30) }, { teamsAppId: variable }),
  action('teamsApp/validateManifest', { manifestPath: text }),
  action('teamsApp/zipAppPackage', { manifestPath: text, outputZipPath: text, outputFolder: text }),
  action('teamsApp/validateAppPackage', packaged),
  action('teamsApp/update', packaged),
  writing('teamsApp/publishAppPackage', packaged, { publishedAppId: variable }),
  writing('aadApp/create', { ...entra, generateClientSecret: z.literal(false) }, entraIds),
  writing('aadApp/create', { ...entra, generateClientSecret: z.literal(true) }, { ...entraIds, clientSecret: secret }),
  action('aadApp/update', { manifestPath: text, outputFilePath: text }),
  action('botFramework/create', {
    botId: text,
    name: text,
    messagingEndpoint: text,
    description: z.string(),
    channels: z.array(z.strictObject({ name: z.literal('msteams') })),
  }),
  action('arm/deploy', {
    subscriptionId: text,
    resourceGroupName: text,
    bicepCliVersion: z.string().regex(/^v\d+\.\d+\.\d+$/),
    templates: z.array(template).min(1),
  }),
  action('cli/runNpmCommand', { args: text, workingDirectory: text.optional() }),
  action('script', { run: text, workingDirectory: text.optional(), timeout: z.number().positive().optional() }),
  action('file/createOrUpdateEnvironmentFile', { target: text, envs: z.record(variable, setting) }),
]);

/** One file of the project. */
export const projectFile = z.strictObject({
  version: z.literal('v1.11'),
  environmentFolderPath: z.literal('./env'),
  provision: z.array(actions).min(1).optional(),
  deploy: z.array(actions).min(1).optional(),
  publish: z.array(actions).min(1).optional(),
});
export type ProjectFile = Readonly<z.infer<typeof projectFile>>;
export type Action = Readonly<z.infer<typeof actions>>;

/** The variables that an action writes, by what it calls them. */
export const writtenBy = (each: Action): Readonly<Record<string, string>> =>
  'writeToEnvironmentFile' in each ? { ...(each.writeToEnvironmentFile as Record<string, string>) } : {};
