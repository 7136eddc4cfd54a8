//! One binary; `caseload --help` lists what it does.

use caseload::{
    audit, auth,
    demo::{self, Wanted},
    server::{Fault, asked_to_stop, config::Config, pool::Databases},
    team,
};
use clap::{Parser, Subcommand};
use std::{io::IsTerminal, process::ExitCode};
use tracing_subscriber::EnvFilter;

/// A page is made of thousands of small pieces, and a password is checked with a large one: glibc's allocator took
/// 45 % of the time of the first, and never gave the second back.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Who is on the care team, what may each person do, and which clients does each one see.
#[derive(Parser)]
#[command(version, max_term_width = 110, after_help = "Logging: RUST_LOG (default info,sqlx=warn), LOG_FORMAT=json.")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    config: Config,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the application (also when no command is given); brings the database up to date first
    Serve,
    /// Bring the database up to date and end
    Migrate,
    /// Make two believable practices with an account for every role, and print how to sign in
    Demo {
        /// Members of the larger practice; at least those with accounts of their own
        #[arg(long, default_value_t = 36, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
        members: u32,
        /// Clients of the larger practice; a dozen for each who works with clients, if it isn't said
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=5_000_000))]
        clients: Option<u32>,
        /// Print the accounts as JSON
        #[arg(long)]
        json: bool,
        /// Further practices, to measure with
        #[arg(long, hide = true, default_value_t = 0, value_name = "P")]
        practices: u32,
        #[arg(long, hide = true, default_value_t = 20, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=100_000))]
        members_each: u32,
        #[arg(long, hide = true, value_name = "C", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
        clients_each: Option<u32>,
    },
    /// Print how many nanoseconds a decision of the policy takes
    #[command(hide = true)]
    Measure,
    /// Seal every secret in the database anew under SECRET_KEY, so that those of SECRET_KEY_OLD are needed no more
    RotateSecrets,
    /// Take a member's second factor away, so that they set up a new one at the next sign-in: for an administrator who has lost
    /// phone, passkeys and recovery codes, and has nobody to ask. It is on the audit trail, and the member is told by mail
    ResetSecondFactor {
        /// The address they sign in with
        email: String,
    },
    /// Look after the audit trail
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Check every practice's chain; prints what was changed, removed or reordered, and then ends with 1
    Verify,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log();
    // Until the server listens there is nothing to finish: what was begun is dropped, and PostgreSQL stopped with it.
    let ended = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(cli.config).await,
        Command::Measure => {
            println!("{:.0}", caseload::access::nanoseconds_of_a_decision(&caseload::roles::ADMIN.grants(), 20_000));
            Ok(ExitCode::SUCCESS)
        }
        other => tokio::select! {
            ended = run(other, cli.config) => ended,
            () = asked_to_stop() => Ok(ExitCode::from(130)),
        },
    };
    ended.unwrap_or_else(|fault| {
        eprintln!("caseload: {fault}");
        ExitCode::FAILURE
    })
}

async fn serve(config: Config) -> Result<ExitCode, Fault> {
    let databases = tokio::select! {
        databases = Databases::connect(&config) => databases?,
        () = asked_to_stop() => return Ok(ExitCode::from(130)),
    };
    let ended = caseload::server::serve(&config, &databases).await;
    databases.close().await;
    ended.map(|()| ExitCode::SUCCESS)
}

async fn run(command: Command, config: Config) -> Result<ExitCode, Fault> {
    let databases = Databases::connect(&config).await?;
    let ended = match command {
        Command::Serve | Command::Measure | Command::Migrate => Ok(ExitCode::SUCCESS),
        Command::Demo { members, clients, json, practices, members_each, clients_each } => {
            let wanted = Wanted { members, clients, practices, members_each, clients_each };
            make_demo(&databases, &config, wanted, json).await
        }
        Command::RotateSecrets => rotate_secrets(&databases, &config).await,
        Command::ResetSecondFactor { email } => reset_second_factor(&databases, &email).await,
        Command::Audit(AuditCommand::Verify) => verify_audit(&databases).await,
    };
    databases.close().await;
    ended
}

async fn make_demo(databases: &Databases, config: &Config, wanted: Wanted, json: bool) -> Result<ExitCode, Fault> {
    let made = demo::run(&databases.db, &config.secret()?, wanted).await.map_err(Fault::of("The demo can't be made"))?;
    // So many rows at once: until the planner has looked at them, it guesses.
    databases.analyze().await?;
    println!("{}", if json { made.json() } else { made.text() });
    Ok(ExitCode::SUCCESS)
}

async fn rotate_secrets(databases: &Databases, config: &Config) -> Result<ExitCode, Fault> {
    let n = auth::factors::rotate(&databases.owner, &config.sealer()?).await.map_err(Fault::of("The secrets can't be sealed anew"))?;
    println!("Sealed anew: {n}. Everything opens with SECRET_KEY alone; SECRET_KEY_OLD is needed no more.");
    Ok(ExitCode::SUCCESS)
}

async fn reset_second_factor(databases: &Databases, email: &str) -> Result<ExitCode, Fault> {
    let name = team::second_factor::reset_by_command(&databases.db, email).await.map_err(Fault::of("Nothing was changed"))?;
    println!("{name} is signed out everywhere, is told by mail, and sets up a new second factor at the next sign-in.");
    Ok(ExitCode::SUCCESS)
}

/// As the owner, for a long trail takes longer than the application may.
async fn verify_audit(databases: &Databases) -> Result<ExitCode, Fault> {
    let broken = audit::verify_all(&databases.owner).await.map_err(Fault::of("The audit trail can't be read"))?;
    for place in &broken {
        println!("practice {} row {}: {}", place.practice, place.seq, place.fault);
    }
    if broken.is_empty() {
        println!("The audit trail is whole.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

/// To standard error, so that what a command prints can be piped on.
fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    if std::env::var("LOG_FORMAT").is_ok_and(|format| format == "json") {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
}
