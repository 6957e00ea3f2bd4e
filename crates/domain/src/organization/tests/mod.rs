mod hour;
mod hub;
mod pace;
